namespace ClickstreamAnalysis;

/// <summary>What a failure may do to results.</summary>
public enum ProcessingGuarantee
{
    /// <summary>Results, state and input offsets are committed as one transaction: a failure leaves no trace in committed results.</summary>
    ExactlyOnce,

    /// <summary>Nothing is lost, but after a failure some records are processed again. Results are visible at once.</summary>
    AtLeastOnce,
}
