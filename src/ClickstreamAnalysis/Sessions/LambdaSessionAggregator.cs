using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Sessions;

/// <summary>An aggregator that calls three lambdas of the user.</summary>
internal sealed class LambdaSessionAggregator<TKey, TValue, TAggregate>(
    Func<TAggregate> start, RecordFold<TKey, TValue, TAggregate> add, Func<TAggregate, TAggregate, TAggregate> merge)
    : ISessionAggregator<TKey, TValue, TAggregate>
{
    /// <summary>Whether the user's code receives the whole record, including headers.</summary>
    public bool SeesRecord => add.SeesRecord;

    public TAggregate Create(in Record<TKey, TValue> record) => add.Invoke(start(), in record);

    public void Add(ref TAggregate aggregate, in Record<TKey, TValue> record) => aggregate = add.Invoke(aggregate, in record);

    public void Merge(ref TAggregate aggregate, in TAggregate other) => aggregate = merge(aggregate, other);
}
