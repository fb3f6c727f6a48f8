namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// The room of entities that have no events left, for the next ones. Most entities have events for a short time, so memory would otherwise be
/// allocated anew for each of their visits. Used by one task.
/// </summary>
/// <param name="layout">The entries of the funnel.</param>
internal sealed class SpareRoom(OpenEntryLayout layout)
{
    // About as many bytes as the events take at most.
    private const int Most = 4_096;

    private readonly Stack<KeptEvents> _kept = [];

    public SpareArrays<FunnelEvent> Events { get; } = new(rowLength: 1);

    /// <summary>Arrays of <see cref="OpenEntries"/>.</summary>
    public SpareArrays<long> Entries { get; } = new(layout.Length);

    /// <summary>Room without events.</summary>
    public KeptEvents Take() => _kept.TryPop(out var kept) ? kept : new KeptEvents();

    /// <summary>Takes back room that has been released.</summary>
    public void Return(KeptEvents kept)
    {
        if (_kept.Count < Most)
        {
            _kept.Push(kept);
        }
    }
}
