namespace ClickstreamAnalysis.Funnels;

/// <summary>Finds all mistakes in the exclusions of a funnel.</summary>
internal static class ExclusionMistakes
{
    private const int Most = 32;

    public static IEnumerable<string> In<TKey, TValue>(string who, FunnelDefinition<TKey, TValue> funnel)
        where TKey : notnull
    {
        if (funnel.Exclusions.Count > Most)
        {
            yield return $"{who} has {funnel.Exclusions.Count} exclusions: at most {Most} are allowed.";
        }

        foreach (var same in funnel.Exclusions.GroupBy(static exclusion => exclusion.Name).Where(static group => group.Count() > 1))
        {
            yield return $"{who} has {same.Count()} exclusions named '{same.Key}': give each its own name.";
        }

        foreach (var mistake in funnel.Exclusions.SelectMany(exclusion => In(who, funnel, exclusion)))
        {
            yield return mistake;
        }
    }

    private static IEnumerable<string> In<TKey, TValue>(string who, FunnelDefinition<TKey, TValue> funnel, FunnelExclusion<TKey, TValue> exclusion)
        where TKey : notnull
    {
        var what = $"{who} has an exclusion '{exclusion.Name}'";
        if (string.IsNullOrWhiteSpace(exclusion.Name))
        {
            yield return $"{who} has an exclusion without a name.";
        }

        if (!Enum.IsDefined(exclusion.Effect))
        {
            yield return $"{what} with the unknown effect {(int)exclusion.Effect}.";
        }

        foreach (var step in funnel.Steps.Where(step => step.Name == exclusion.Name || step.Predicate.IsOf(exclusion.Code)))
        {
            yield return $"{what} that equals the step '{step.Name}': an event cannot both be needed and be forbidden.";
        }

        var after = IndexOf(funnel, exclusion.After);
        var before = IndexOf(funnel, exclusion.Before);
        if (after < 0)
        {
            yield return $"{what} after a step '{exclusion.After}', which does not exist.";
        }

        if (before < 0)
        {
            yield return $"{what} before a step '{exclusion.Before}', which does not exist.";
        }

        if (after >= 0 && before >= 0 && after >= before)
        {
            yield return $"{what} after '{exclusion.After}' and before '{exclusion.Before}', which is not a later step.";
        }

        foreach (var step in funnel.Steps.Where(step => step.IsOptional && (step.Name == exclusion.After || step.Name == exclusion.Before)))
        {
            yield return $"{what} at the optional step '{step.Name}': an attempt may skip it, so use a step that is not optional.";
        }
    }

    private static int IndexOf<TKey, TValue>(FunnelDefinition<TKey, TValue> funnel, string name)
        where TKey : notnull
    {
        for (var i = 0; i < funnel.Steps.Count; i++)
        {
            if (funnel.Steps[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
