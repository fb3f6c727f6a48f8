using System.Collections.Immutable;

namespace ClickstreamAnalysis;

/// <summary>The counts of the attempts with one value of the breakdown. Immutable and thread-safe.</summary>
/// <param name="Value">The value, or <see cref="Other"/>, or <see cref="None"/>.</param>
/// <param name="Steps">The steps in order; with their times if <see cref="FunnelDefinition{TKey,TValue}.MeasureTimes"/> is set.</param>
public readonly record struct FunnelBreakdown(string Value, ImmutableArray<FunnelStepCount> Steps)
{
    /// <summary>
    /// The times from the entry to the last step of complete attempts with this value; null unless
    /// <see cref="FunnelDefinition{TKey,TValue}.MeasureTimes"/> is set.
    /// </summary>
    public FunnelTimes? TimeToConvert { get; init; }

    /// <summary>Stands for all values that the breakdown does not list: <c>(other)</c>.</summary>
    public const string Other = "(other)";

    /// <summary>Stands for attempts whose event has no value, or which did not take the step that gives it: <c>(none)</c>.</summary>
    public const string None = "(none)";
}
