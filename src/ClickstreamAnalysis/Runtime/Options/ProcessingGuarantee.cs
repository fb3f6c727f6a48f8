namespace ClickstreamAnalysis;

/// <summary>The effect of a failure on results.</summary>
public enum ProcessingGuarantee
{
    /// <summary>Results, state and input offsets are committed in one transaction: a failure has no effect on committed results.</summary>
    ExactlyOnce,

    /// <summary>Nothing is lost, but after a failure some records are processed again. Results are visible at once.</summary>
    AtLeastOnce,
}
