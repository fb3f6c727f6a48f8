namespace ClickstreamAnalysis.Sessions;

/// <summary>Lanes without sessions, for the next keys. A lane grows with its session, so its room would otherwise be allocated anew for each visit. Used by one task.</summary>
internal sealed class SpareLanes<TAggregate>
{
    private const int Most = 1_024;

    private readonly Stack<SessionLane<TAggregate>> _lanes = [];

    public SessionLane<TAggregate> Take(string? id)
    {
        if (!_lanes.TryPop(out var lane))
        {
            return new(id);
        }

        lane.BecomeOf(id);
        return lane;
    }

    /// <summary>Takes back a lane that has no sessions, unless it has room for many.</summary>
    public void Return(SessionLane<TAggregate> lane)
    {
        if (_lanes.Count < Most && lane.IsSmall)
        {
            _lanes.Push(lane);
        }
    }
}
