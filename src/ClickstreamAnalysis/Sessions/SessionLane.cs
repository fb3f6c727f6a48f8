namespace ClickstreamAnalysis.Sessions;

/// <summary>The open sessions of one key whose events have one id, in order of time. Without ids, a key has one lane.</summary>
internal sealed class SessionLane<TAggregate>(string? id)
{
    private const int LittleRoom = 16;

    private RefList<Fragment<TAggregate>> _fragments = new(capacity: 2);
    private RefList<LaneSession<TAggregate>> _sessions = new(capacity: 1);

    /// <summary>The id; null for events without one.</summary>
    public string? Id { get; private set; } = id;

    /// <summary>Whether the lane has little room, so that it may wait for another key.</summary>
    public bool IsSmall => Fragments.Capacity <= LittleRoom && Sessions.Capacity <= LittleRoom;

    /// <summary>The fragments of all sessions, in order of their start.</summary>
    public ref RefList<Fragment<TAggregate>> Fragments => ref _fragments;

    public ref RefList<LaneSession<TAggregate>> Sessions => ref _sessions;

    /// <summary>The time of the latest event.</summary>
    public long EndMs
    {
        get
        {
            var endMs = Sessions[0].EndMs;
            for (var i = 1; i < Sessions.Count; i++)
            {
                endMs = Math.Max(endMs, Sessions[i].EndMs);
            }

            return endMs;
        }
    }

    /// <summary>Reuses a lane without sessions for events of another id.</summary>
    public void BecomeOf(string? id) => Id = id;

    /// <summary>The index of the latest fragment that does not start after a time; -1 when there is none.</summary>
    public int IndexAt(long timestampMs)
    {
        var index = Fragments.Count - 1;
        while (index >= 0 && Fragments[index].StartMs > timestampMs)
        {
            index--;
        }

        return index;
    }

    /// <summary>The index of the first fragment of a session.</summary>
    public int FirstFragmentOf(int session)
    {
        var first = 0;
        for (var i = 0; i < session; i++)
        {
            first += Sessions[i].FragmentCount;
        }

        return first;
    }
}
