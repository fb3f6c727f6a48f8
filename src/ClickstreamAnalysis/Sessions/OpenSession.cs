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

    /// <summary>The session as a result.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="number">Which session of the key it is; 0 when sessions are not numbered.</param>
    /// <param name="judge">Completes the aggregate; null when it is complete.</param>
    public readonly Session<TKey, TAggregate> Of<TKey>(TKey key, long number, ISessionJudge<TAggregate>? judge) => new()
    {
        Key = key,
        Id = Id,
        StartMs = StartMs,
        EndMs = EndMs,
        EventCount = EventCount,
        Revision = Revision,
        Number = number,
        Aggregate = judge is null ? Aggregate : judge.Judge(in Aggregate, EndMs - StartMs),
    };
}
