namespace ClickstreamAnalysis.Windows;

/// <summary>How a window begins, and how an event changes it.</summary>
internal sealed record WindowAggregator<TKey, TValue, TAggregate>(Func<TAggregate> Start, Func<TAggregate, TKey, TValue, TAggregate> Add);
