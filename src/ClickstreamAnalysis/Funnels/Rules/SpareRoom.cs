namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// The room of entities that have no events left, for the next ones. Most entities have events for a short time, so memory would otherwise be
/// allocated anew for each of their visits. Used by one task.
/// </summary>
/// <param name="cells">The number of cells of a <see cref="DepthTracker"/>.</param>
/// <param name="hasTracks">Whether entries have tracks.</param>
internal sealed class SpareRoom(int cells, bool hasTracks)
{
    private const int Most = 1024;

    private readonly Stack<OpenEntries> _entries = [];

    public SpareArrays<FunnelEvent> Events { get; } = new(rowLength: 1);

    /// <summary>Arrays of <see cref="OpenEntries"/>.</summary>
    public SpareArrays<long> Entries { get; } = new(OpenEntries.LengthOf(cells, hasTracks));

    public OpenEntries TakeEntries() => _entries.TryPop(out var entries) ? entries : new OpenEntries(cells, hasTracks);

    public void Return(OpenEntries entries)
    {
        entries.Release(Entries);
        if (_entries.Count < Most)
        {
            _entries.Push(entries);
        }
    }
}
