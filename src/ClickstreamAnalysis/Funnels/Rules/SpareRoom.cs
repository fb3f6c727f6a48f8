namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// The room of entities that have no events left, for the next ones. Most entities have events for a short time, so memory would otherwise be
/// allocated anew for each of their visits. Used by one task.
/// </summary>
/// <param name="layout">The entries of the funnel.</param>
internal sealed class SpareRoom(OpenEntryLayout layout)
{
    public SpareArrays<FunnelEvent> Events { get; } = new(rowLength: 1);

    /// <summary>Arrays of <see cref="OpenEntries"/>.</summary>
    public SpareArrays<long> Entries { get; } = new(layout.Length);
}
