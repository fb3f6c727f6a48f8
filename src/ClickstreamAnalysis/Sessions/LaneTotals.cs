using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Keeps the result over all fragments of each session while something subscribes to changes.</summary>
/// <param name="aggregator">Computes results.</param>
/// <param name="copier">Copies results.</param>
/// <param name="isKept">Whether something subscribes. If not, nothing is computed.</param>
internal sealed class LaneTotals<TKey, TValue, TAggregate>(
    ISessionAggregator<TKey, TValue, TAggregate> aggregator, AggregateCopier<TAggregate> copier, bool isKept)
{
    public bool IsKept => isKept;

    /// <summary>The total of a session with one event; null when totals are not kept.</summary>
    /// <param name="record">The event.</param>
    /// <param name="aggregate">The aggregate of the event, which the fragment keeps.</param>
    public StrongBox<TAggregate>? OfOne(in Record<TKey, TValue> record, in TAggregate aggregate) =>
        !isKept ? null : new(AggregateCopier<TAggregate>.IsAssignable ? aggregate : aggregator.Create(in record));

    /// <summary>Adds an event to the total of a session.</summary>
    public void Add(SessionLane<TAggregate> lane, int index, in Record<TKey, TValue> record)
    {
        if (!isKept)
        {
            return;
        }

        Ensure(lane, index);
        ref var session = ref lane.Sessions[index];

        // The user's code may throw after it changed the total, which is computed again then.
        var total = session.Total!;
        session.Total = null;
        aggregator.Add(ref total.Value!, in record);
        session.Total = total;
    }

    /// <summary>Computes the totals that are missing, such as those of a row that was just read.</summary>
    public void EnsureAll(SessionLane<TAggregate> lane)
    {
        for (var i = 0; isKept && i < lane.Sessions.Count; i++)
        {
            Ensure(lane, i);
        }
    }

    /// <summary>Computes the total of a session if it is missing.</summary>
    public void Ensure(SessionLane<TAggregate> lane, int index)
    {
        ref var session = ref lane.Sessions[index];
        if (!isKept || session.Total is not null)
        {
            return;
        }

        // Copies, because merging may reuse both aggregates, and the fragments still need theirs.
        var first = lane.FirstFragmentOf(index);
        var total = copier.Copy(in lane.Fragments[first].Aggregate);
        for (var i = first + 1; i < first + session.FragmentCount; i++)
        {
            var other = copier.Copy(in lane.Fragments[i].Aggregate);
            aggregator.Merge(ref total, in other);
        }

        session.Total = new(total);
    }
}
