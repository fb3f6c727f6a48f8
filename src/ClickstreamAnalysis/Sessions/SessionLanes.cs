using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Sessions;

/// <summary>The open sessions of one key under split rules that depend on values.</summary>
internal sealed class SessionLanes<TAggregate>
{
    private readonly List<SessionLane<TAggregate>> _lanes = new(1);

    /// <summary>The number of ids with an ordinal above zero so far; it makes ids unique, see <see cref="OpenSessions{TAggregate}.Splits"/>.</summary>
    public int Ordinals { get; set; }

    /// <summary>The number of closed sessions; null when sessions are not numbered.</summary>
    public SessionNumbers? Numbers { get; set; }

    public ReadOnlySpan<SessionLane<TAggregate>> Lanes => CollectionsMarshal.AsSpan(_lanes);

    /// <summary>The number of open sessions.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var lane in _lanes)
            {
                count += lane.Sessions.Count;
            }

            return count;
        }
    }

    public SessionLane<TAggregate>? Find(string? id)
    {
        foreach (var lane in _lanes)
        {
            if (lane.Id == id)
            {
                return lane;
            }
        }

        return null;
    }

    public void Add(SessionLane<TAggregate> lane) => _lanes.Add(lane);

    public void Remove(SessionLane<TAggregate> lane) => _lanes.Remove(lane);

    /// <summary>Finds the session that ends first. There must be one.</summary>
    /// <param name="index">The index of the session in its lane.</param>
    /// <returns>The lane.</returns>
    public SessionLane<TAggregate> FindFirstEnd(out int index)
    {
        var found = _lanes[0];
        index = 0;
        foreach (var lane in _lanes)
        {
            for (var i = 0; i < lane.Sessions.Count; i++)
            {
                if (EndsEarlier(in lane.Sessions[i], in found.Sessions[index]))
                {
                    (found, index) = (lane, i);
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
        foreach (var lane in _lanes)
        {
            for (var i = 0; i < lane.Sessions.Count; i++)
            {
                number += EndsEarlier(in lane.Sessions[i], in session) ? 1 : 0;
            }
        }

        return number;
    }

    private static bool EndsEarlier(in LaneSession<TAggregate> one, in LaneSession<TAggregate> other) =>
        one.EndMs != other.EndMs ? one.EndMs < other.EndMs
        : one.StartMs != other.StartMs ? one.StartMs < other.StartMs
        : one.Id < other.Id;
}
