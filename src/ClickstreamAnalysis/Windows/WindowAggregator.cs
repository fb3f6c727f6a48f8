using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Windows;

/// <summary>The initial value of a window, and the function that adds an event.</summary>
internal sealed record WindowAggregator<TKey, TValue, TAggregate>(Func<TAggregate> Start, RecordFold<TKey, TValue, TAggregate> Add);
