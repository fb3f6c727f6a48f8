using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Windows;

/// <summary>The value of a window without events, and how an event changes it.</summary>
internal sealed record WindowAggregator<TKey, TValue, TAggregate>(Func<TAggregate> Start, RecordFold<TKey, TValue, TAggregate> Add);
