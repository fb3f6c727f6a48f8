namespace ClickstreamAnalysis;

/// <summary>The events of the first step that begin an attempt.</summary>
/// <remarks>
/// Four events of one user, steps A, B and C within one hour: A 13:00, A 13:30, B 13:45, C 14:15. <see cref="BestChain"/> and
/// <see cref="LatestEntry"/> reach step 3 from 13:30, <see cref="FirstEntry"/> reaches step 2 from 13:00.
/// </remarks>
public enum FunnelEntry
{
    /// <summary>The default: each one. Attempts may overlap, and the best one counts.</summary>
    BestChain,

    /// <summary>
    /// The first one, and then the first one after that attempt has ended: with its last step, or otherwise with its conversion window.
    /// </summary>
    FirstEntry,

    /// <summary>
    /// Each one, and it ends the attempt before it. Events at the time of the new entry may still belong to the attempt that it ends.
    /// </summary>
    LatestEntry,
}
