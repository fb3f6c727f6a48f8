namespace ClickstreamAnalysis.Sessions;

/// <summary>An open session in the table. A struct with fields, so that it can be changed in place.</summary>
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
