namespace ClickstreamAnalysis.Sessions;

/// <summary>A session that is not over, as it is kept in the table. A struct with fields, to be changed in place.</summary>
internal struct OpenSession<TAggregate>
{
    public SessionId Id;
    public long StartMs;
    public long EndMs;
    public long EventCount;
    public long Revision;
    public TAggregate Aggregate;

    public readonly Session<TKey, TAggregate> Of<TKey>(TKey key) => new()
    {
        Key = key,
        Id = Id,
        StartMs = StartMs,
        EndMs = EndMs,
        EventCount = EventCount,
        Revision = Revision,
        Aggregate = Aggregate,
    };
}
