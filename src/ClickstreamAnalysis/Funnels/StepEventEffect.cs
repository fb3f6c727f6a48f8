namespace ClickstreamAnalysis.Funnels;

/// <summary>The effect of a step event.</summary>
internal enum StepEventEffect
{
    /// <summary>None: other events of the same time already allow everything that this event could.</summary>
    None,

    /// <summary>The event is kept for as long as it can affect a result.</summary>
    Kept,

    /// <summary>The event is rejected: the entity has the maximum number of events.</summary>
    Refused,
}
