namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// The room of entities that have no events left, for the next ones. Most entities have events for a short time, so memory would otherwise be
/// allocated anew for each of their visits. Used by one task.
/// </summary>
internal sealed class SpareRoom
{
    private const int Most = 1024;
    private const int MostEvents = 8;

    private readonly Stack<List<FunnelEvent>> _events = [];
    private readonly Stack<OpenEntries> _entries = [];

    public List<FunnelEvent> TakeEvents() => _events.TryPop(out var events) ? events : [];

    /// <summary>Room without entries; null when there is none to spare.</summary>
    public OpenEntries? TakeEntries() => _entries.TryPop(out var entries) ? entries : null;

    public void Return(List<FunnelEvent> events)
    {
        if (events.Capacity <= MostEvents && _events.Count < Most)
        {
            events.Clear();
            _events.Push(events);
        }
    }

    public void Return(OpenEntries entries)
    {
        if (entries.Capacity <= MostEvents && _entries.Count < Most)
        {
            entries.Clear();
            _entries.Push(entries);
        }
    }
}
