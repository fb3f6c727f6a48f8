using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Sessions;

/// <summary>An open session that consists of fragments: a run of consecutive ones of its lane.</summary>
internal struct LaneSession<TAggregate>
{
    public SessionId Id;
    public long Revision;
    public int FragmentCount;
    public long StartMs;
    public long EndMs;
    public long EventCount;

    /// <summary>The result over all fragments; null when it has to be computed. Kept only while something subscribes to changes.</summary>
    public StrongBox<TAggregate>? Total;

    /// <summary>The session with its total, which must be there.</summary>
    public readonly OpenSession<TAggregate> WithTotal() => With(Total!.Value!);

    public readonly OpenSession<TAggregate> With(TAggregate aggregate) => new()
    {
        Id = Id,
        StartMs = StartMs,
        EndMs = EndMs,
        EventCount = EventCount,
        Revision = Revision,
        Aggregate = aggregate,
    };

    /// <summary>Takes start, end and number of events from a run.</summary>
    public void Cover(in FragmentRun run)
    {
        FragmentCount = run.Count;
        StartMs = run.StartMs;
        EndMs = run.EndMs;
        EventCount = run.EventCount;
    }
}
