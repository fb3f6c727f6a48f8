using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing;

/// <summary>The context of a user's processor: the node's context with a typed output.</summary>
internal sealed class ForwardingContext<TKey, TValue>(NodeContext node, Receiver<TKey, TValue> next) : IProcessorContext<TKey, TValue>
{
    public string TaskId => node.TaskId;

    public string NodeName => node.NodeName;

    public long StreamTimeMs => node.StreamTimeMs;

    public RecordMetadata Source => node.Source;

    public TimeProvider TimeProvider => node.TimeProvider;

    public ILogger Logger => node.Logger;

    public void Forward(in Record<TKey, TValue> record) => next.Process(in record);

    public TStore GetStore<TStore>(string name)
        where TStore : class => node.GetStore<TStore>(name);

    public IDisposable Schedule(TimeSpan interval, PunctuationType type, Action<long> punctuator) =>
        node.Schedule(interval, type, punctuator);

    public void MarkLate(long timestampMs) => node.MarkLate(timestampMs);

    public void MarkRejected(string reason) => node.MarkRejected(reason);

    public void MarkDropped(string reason) => node.MarkDropped(reason);
}
