using ClickstreamAnalysis.State;

namespace ClickstreamAnalysis.Funnels;

/// <summary>Finds everything that is wrong with a funnel's definition.</summary>
internal static class FunnelMistakes
{
    public static IEnumerable<string> In<TKey, TValue>(FunnelDefinition<TKey, TValue> funnel)
        where TKey : notnull
    {
        var who = $"The funnel '{funnel.Name}'";
        if (!StoreName.IsValid(funnel.Name))
        {
            yield return $"{who} cannot have this name: use 1 to 100 letters, digits, '.', '_' or '-', because it becomes part of topic names.";
        }

        if (funnel.Steps.Count is < FunnelDefinition<TKey, TValue>.MinSteps or > FunnelDefinition<TKey, TValue>.MaxSteps)
        {
            yield return $"{who} has {funnel.Steps.Count} steps: 2 to 32 are possible.";
        }

        if (funnel.Steps.Any(step => string.IsNullOrWhiteSpace(step.Name)))
        {
            yield return $"{who} has a step without a name.";
        }

        foreach (var twice in funnel.Steps.GroupBy(step => step.Name).Where(group => group.Count() > 1))
        {
            yield return $"{who} has {twice.Count()} steps named '{twice.Key}': give each its own name.";
        }

        if (funnel.Window <= TimeSpan.Zero)
        {
            yield return $"{who} needs a conversion window above zero: say Within(...).";
        }

        if (funnel.GracePeriod < TimeSpan.Zero)
        {
            yield return $"{who} has a grace of {funnel.GracePeriod}: it must not be below zero.";
        }

        if (funnel.Bucket <= TimeSpan.Zero)
        {
            yield return $"{who} has entry buckets of {funnel.Bucket}: they must be longer than zero.";
        }

        if (!IsWhole(funnel.Window) || !IsWhole(funnel.GracePeriod) || !IsWhole(funnel.Bucket ?? TimeSpan.Zero))
        {
            yield return $"{who} has a window, grace or bucket with a part of a millisecond: event times are whole milliseconds.";
        }

        if (funnel.MaxEvents < 1)
        {
            yield return $"{who} may keep {funnel.MaxEvents} events per entity: at least 1 is needed.";
        }
    }

    private static bool IsWhole(TimeSpan time) => time.Ticks % TimeSpan.TicksPerMillisecond == 0;
}
