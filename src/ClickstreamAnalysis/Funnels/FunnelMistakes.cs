namespace ClickstreamAnalysis.Funnels;

/// <summary>Finds all mistakes in a funnel's definition, except those in its name.</summary>
internal static class FunnelMistakes
{
    public static IEnumerable<string> In<TKey, TValue>(string who, FunnelDefinition<TKey, TValue> funnel)
        where TKey : notnull
    {
        if (funnel.Steps.Count is < FunnelDefinition<TKey, TValue>.MinSteps or > FunnelDefinition<TKey, TValue>.MaxSteps)
        {
            yield return $"{who} has {funnel.Steps.Count} steps: 2 to 32 are allowed.";
        }

        if (funnel.Steps.Any(step => string.IsNullOrWhiteSpace(step.Name)))
        {
            yield return $"{who} has a step without a name.";
        }

        foreach (var same in funnel.Steps.GroupBy(step => step.Name).Where(group => group.Count() > 1))
        {
            yield return $"{who} has {same.Count()} steps named '{same.Key}': give each its own name.";
        }

        if (funnel.Window <= TimeSpan.Zero)
        {
            yield return $"{who} needs a conversion window above zero: call Within(...).";
        }

        if (funnel.GracePeriod < TimeSpan.Zero)
        {
            yield return $"{who} has a grace period of {funnel.GracePeriod}: it must not be below zero.";
        }

        if (funnel.EntryBucket <= TimeSpan.Zero)
        {
            yield return $"{who} has entry buckets of {funnel.EntryBucket}: they must be longer than zero.";
        }

        if (!IsWhole(funnel.Window) || !IsWhole(funnel.GracePeriod) || !IsWhole(funnel.EntryBucket ?? TimeSpan.Zero))
        {
            yield return $"{who} has a window, grace period or bucket with a fraction of a millisecond: event times are whole milliseconds.";
        }

        if (funnel.MaxEventsPerEntity < 1)
        {
            yield return $"{who} may keep {funnel.MaxEventsPerEntity} events per entity: at least 1 is needed.";
        }

        foreach (var mistake in InSteps(who, funnel).Concat(ExclusionMistakes.In(who, funnel)).Concat(RuleMistakes.In(who, funnel)))
        {
            yield return mistake;
        }
    }

    private static IEnumerable<string> InSteps<TKey, TValue>(string who, FunnelDefinition<TKey, TValue> funnel)
        where TKey : notnull
    {
        if (funnel.Steps.Count > 0 && funnel.Steps[0].IsOptional)
        {
            yield return $"{who} has an optional first step '{funnel.Steps[0].Name}': an attempt begins with the first step, so it cannot be skipped.";
        }

        if (funnel.Steps.Count > 1 && funnel.Steps[^1].IsOptional)
        {
            yield return $"{who} has an optional last step '{funnel.Steps[^1].Name}': an attempt is complete with the last step, so it cannot be skipped.";
        }

        if (funnel.Steps.Count > 0 && funnel.Steps[0].Within is not null)
        {
            yield return $"{who} has a window for its first step '{funnel.Steps[0].Name}': the window of a step is measured from the step before.";
        }

        foreach (var step in funnel.Steps.Skip(1).Where(step => step.Within is { } within && (within <= TimeSpan.Zero || !IsWhole(within) || (funnel.Window > TimeSpan.Zero && within > funnel.Window))))
        {
            yield return $"{who} has a window of {step.Within} for the step '{step.Name}': it must be whole milliseconds, above zero, and at most the conversion window of {funnel.Window}.";
        }
    }

    private static bool IsWhole(TimeSpan time) => time.Ticks % TimeSpan.TicksPerMillisecond == 0;
}
