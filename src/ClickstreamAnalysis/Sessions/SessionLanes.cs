namespace ClickstreamAnalysis.Sessions;

/// <summary>The open sessions of one key under split rules that depend on values.</summary>
internal sealed class SessionLanes<TAggregate>
{
    // Most keys have one lane, which needs no list.
    private SessionLane<TAggregate>? _first;
    private List<SessionLane<TAggregate>>? _others;

    /// <summary>The number of ids with an ordinal above zero so far; it makes ids unique, see <see cref="OpenSessions{TAggregate}.Splits"/>.</summary>
    public int Ordinals { get; set; }

    /// <summary>The number of closed sessions; null when sessions are not numbered.</summary>
    public SessionNumbers? Numbers { get; set; }

    public int LaneCount => _first is null ? 0 : 1 + (_others?.Count ?? 0);

    /// <summary>The number of open sessions.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            for (var i = 0; i < LaneCount; i++)
            {
                count += LaneAt(i).Sessions.Count;
            }

            return count;
        }
    }

    /// <summary>A lane, in the order in which lanes were added.</summary>
    public SessionLane<TAggregate> LaneAt(int index) => index == 0 ? _first! : _others![index - 1];

    public SessionLane<TAggregate>? Find(string? id)
    {
        for (var i = 0; i < LaneCount; i++)
        {
            if (LaneAt(i).Id == id)
            {
                return LaneAt(i);
            }
        }

        return null;
    }

    public void Add(SessionLane<TAggregate> lane)
    {
        if (_first is null)
        {
            _first = lane;
        }
        else
        {
            (_others ??= []).Add(lane);
        }
    }

    public void Remove(SessionLane<TAggregate> lane)
    {
        if (lane != _first)
        {
            _others!.Remove(lane);
        }
        else if (_others is { Count: > 0 })
        {
            _first = _others[0];
            _others.RemoveAt(0);
        }
        else
        {
            _first = null;
        }
    }

    /// <summary>Finds the session that ends first. There must be one.</summary>
    /// <param name="index">The index of the session in its lane.</param>
    /// <returns>The lane.</returns>
    public SessionLane<TAggregate> FindFirstEnd(out int index)
    {
        var found = _first!;
        index = 0;
        for (var i = 0; i < LaneCount; i++)
        {
            var lane = LaneAt(i);
            for (var j = 0; j < lane.Sessions.Count; j++)
            {
                if (EndsEarlier(in lane.Sessions[j], in found.Sessions[index]))
                {
                    (found, index) = (lane, j);
                }
            }
        }

        return found;
    }

    /// <summary>The provisional number of an open session; 0 when sessions are not numbered.</summary>
    public long NumberOf(in LaneSession<TAggregate> session, long retentionMs)
    {
        if (Numbers is null)
        {
            return 0;
        }

        var first = FindFirstEnd(out var firstIndex);
        var number = Numbers.NextOf(first.Sessions[firstIndex].StartMs, retentionMs);
        for (var i = 0; i < LaneCount; i++)
        {
            var lane = LaneAt(i);
            for (var j = 0; j < lane.Sessions.Count; j++)
            {
                number += EndsEarlier(in lane.Sessions[j], in session) ? 1 : 0;
            }
        }

        return number;
    }

    private static bool EndsEarlier(in LaneSession<TAggregate> one, in LaneSession<TAggregate> other) =>
        one.EndMs != other.EndMs ? one.EndMs < other.EndMs
        : one.StartMs != other.StartMs ? one.StartMs < other.StartMs
        : one.Id < other.Id;
}
