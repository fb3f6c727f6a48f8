namespace ClickstreamAnalysis.Sessions;

/// <summary>Adds to the result of a session what depends on its duration, when the result is forwarded or queried. Thread-safe.</summary>
internal interface ISessionJudge<TAggregate>
{
    TAggregate Judge(in TAggregate aggregate, long durationMs);
}
