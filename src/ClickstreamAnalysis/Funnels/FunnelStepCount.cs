namespace ClickstreamAnalysis;

/// <summary>The number of entities, attempts or sessions that took a step.</summary>
/// <param name="Name">The step's name; <c>2 of 3</c> for the second step of three that are taken in any order.</param>
/// <param name="Users">The number of entities, each counted once; or of attempts or sessions, if those are counted.</param>
public readonly record struct FunnelStepCount(string Name, long Users)
{
    /// <summary>
    /// The times from the step taken before; null for the first step, and unless <see cref="FunnelDefinition{TKey,TValue}.MeasureTimes"/>
    /// is set.
    /// </summary>
    public FunnelTimes? TimeFromPrevious { get; init; }
}
