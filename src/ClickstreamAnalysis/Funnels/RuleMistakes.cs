using ClickstreamAnalysis.Funnels.Rules;

namespace ClickstreamAnalysis.Funnels;

/// <summary>Finds rules of a funnel that contradict each other.</summary>
internal static class RuleMistakes
{
    private const int MostValues = 1000;

    public static IEnumerable<string> In<TKey, TValue>(string who, FunnelDefinition<TKey, TValue> funnel)
        where TKey : notnull =>
        InOrder(who, funnel).Concat(InCounting(who, funnel)).Concat(InBreakdown(who, funnel));

    private static IEnumerable<string> InOrder<TKey, TValue>(string who, FunnelDefinition<TKey, TValue> funnel)
        where TKey : notnull
    {
        if (!Enum.IsDefined(funnel.Order) || !Enum.IsDefined(funnel.Entry) || !Enum.IsDefined(funnel.Counting))
        {
            yield return $"{who} has an unknown order, entry or counting.";
        }

        if (funnel.FirstTimeOnly && funnel.Entry == FunnelEntry.LatestEntry)
        {
            yield return $"{who} is first-time-only and {funnel.Entry}: there is no later entry that could end the attempt.";
        }

        if (funnel.Order is not (FunnelOrder.AnyOrder or FunnelOrder.Consecutive))
        {
            yield break;
        }

        var what = $"{who} is {funnel.Order}";
        if (funnel.Steps.Any(static step => step.Within is not null))
        {
            yield return funnel.Order == FunnelOrder.AnyOrder
                ? $"{what} and has windows for single steps, which need a step before them: remove StepWithin."
                : $"{what} and has windows for single steps, which a run has no need of: remove StepWithin.";
        }

        if (funnel.Steps.Any(static step => step.IsOptional))
        {
            yield return funnel.Order == FunnelOrder.AnyOrder
                ? $"{what} and has optional steps: each step may be the last one taken, so none can be skipped."
                : $"{what} and has optional steps: a run takes every step.";
        }

        if (funnel.Exclusions.Count > 0)
        {
            yield return funnel.Order == FunnelOrder.AnyOrder
                ? $"{what} and has exclusions: there is no time between two steps that may be taken in either order."
                : $"{what} and has exclusions: any other event already ends a run.";
        }

        if (funnel.Order == FunnelOrder.AnyOrder && funnel.Entry == FunnelEntry.LatestEntry)
        {
            yield return $"{what} and {funnel.Entry}: every step event is an entry, so each attempt would end at once.";
        }
    }

    private static IEnumerable<string> InCounting<TKey, TValue>(string who, FunnelDefinition<TKey, TValue> funnel)
        where TKey : notnull
    {
        if ((funnel.Counting == FunnelCounting.Sessions) != funnel.SessionOf is not null)
        {
            yield return funnel.SessionOf is null
                ? $"{who} counts sessions and does not know them: call PerSession(...)."
                : $"{who} has sessions and counts {funnel.Counting}: PerSession(...) counts sessions.";
        }

        if (funnel.Counting == FunnelCounting.Totals && funnel.Exclusions.Any(static exclusion => exclusion.Effect == ExclusionEffect.DropEntity))
        {
            yield return $"{who} counts attempts and has an exclusion that drops the entity: use DropAttempt, or count entities.";
        }
    }

    private static IEnumerable<string> InBreakdown<TKey, TValue>(string who, FunnelDefinition<TKey, TValue> funnel)
        where TKey : notnull
    {
        if (funnel.ValueOf is null)
        {
            yield break;
        }

        var values = funnel.BreakdownValues;
        if (values.Count is 0 or > MostValues)
        {
            yield return $"{who} has a breakdown of {values.Count} values: 1 to {MostValues} are allowed.";
        }

        // Without a window there is another mistake.
        var windowMs = funnel.MeasureTimes ? Math.Max(0, funnel.Window.Ticks / TimeSpan.TicksPerMillisecond) : 0;
        var most = TallyLayout.MostTimeCells / Math.Max(1, TallyLayout.TimeCellsOf(values: 1, funnel.Steps.Count, windowMs));
        if (funnel.MeasureTimes && values.Count + 2 > most && values.Count <= MostValues)
        {
            yield return $"{who} measures the times of a breakdown of {values.Count} values: with {funnel.Steps.Count} steps within {funnel.Window}, at most {most - 2} are allowed, "
                + "as all times of an entry bucket are one row of state. List fewer values, or measure times in a funnel without a breakdown.";
        }

        if (values.Any(static value => value is null) || values.Distinct().Count() != values.Count)
        {
            yield return $"{who} has a breakdown with a value that is null or listed twice.";
        }

        if (values.Any(static value => value is FunnelBreakdown.Other or FunnelBreakdown.None))
        {
            yield return $"{who} has a breakdown with the value {FunnelBreakdown.Other} or {FunnelBreakdown.None}, which stand for values that are not listed.";
        }

        if (funnel.Attribution.Step > funnel.Steps.Count)
        {
            yield return $"{who} has a breakdown by step {funnel.Attribution.Step}, and {funnel.Steps.Count} steps.";
        }

        if (funnel.Attribution.Step > 0 && funnel.Order == FunnelOrder.AnyOrder)
        {
            yield return $"{who} is {funnel.Order} and has a breakdown by step {funnel.Attribution.Step}: use the first or the last one.";
        }
    }
}
