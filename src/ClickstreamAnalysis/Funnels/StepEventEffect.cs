namespace ClickstreamAnalysis.Funnels;

/// <summary>What became of an event that belongs to a step.</summary>
internal enum StepEventEffect
{
    /// <summary>It cannot matter: others of the same time do all that it could do.</summary>
    None,

    /// <summary>It is kept for as long as it can matter.</summary>
    Kept,

    /// <summary>The entity has too many events already.</summary>
    Refused,
}
