namespace ClickstreamAnalysis.Sessions;

/// <summary>Merges fragments that the rules can no longer separate.</summary>
internal sealed class LaneSettler<TKey, TValue, TAggregate>(ISessionAggregator<TKey, TValue, TAggregate> aggregator)
{
    /// <summary>Merges the fragments of each session that end before a time.</summary>
    public void Settle(SessionLane<TAggregate> lane, long beforeMs)
    {
        var first = 0;
        for (var i = 0; i < lane.Sessions.Count; i++)
        {
            var session = lane.Sessions[i];
            var count = 1;
            while (count < session.FragmentCount && lane.Fragments[first + count].EndMs < beforeMs)
            {
                count++;
            }

            Merge(lane, i, first, count);
            first += lane.Sessions[i].FragmentCount;
        }
    }

    /// <summary>Merges all fragments of a session.</summary>
    /// <returns>The result.</returns>
    public TAggregate SettleAll(SessionLane<TAggregate> lane, int index)
    {
        var first = lane.FirstFragmentOf(index);
        Merge(lane, index, first, lane.Sessions[index].FragmentCount);
        return lane.Fragments[first].Aggregate;
    }

    private void Merge(SessionLane<TAggregate> lane, int index, int first, int count)
    {
        var merged = 0;
        try
        {
            ref var settled = ref lane.Fragments[first];
            for (var i = first + 1; i < first + count; i++)
            {
                ref var next = ref lane.Fragments[i];
                aggregator.Merge(ref settled.Aggregate, in next.Aggregate);
                settled.EndMs = Math.Max(settled.EndMs, next.EndMs);
                settled.EventCount += next.EventCount;
                settled.Ends = next.Ends;
                merged++;
            }
        }
        finally
        {
            // Also when the user's code throws: what was merged must not be merged again.
            if (merged > 0)
            {
                lane.Fragments.Remove(first + 1, merged);
                lane.Sessions[index].FragmentCount -= merged;
            }
        }
    }
}
