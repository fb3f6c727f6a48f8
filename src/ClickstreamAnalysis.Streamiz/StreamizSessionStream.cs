using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.Streamiz.Operators;
using Streamiz.Kafka.Net.Stream;

namespace ClickstreamAnalysis;

/// <summary>The output streams of <c>Sessionize</c> in Streamiz. A stream that is not used costs nothing.</summary>
/// <remarks>
/// Use the streams before the topology is built. Each is one processor, named after the operator: <c>name-closed</c>, <c>name-changes</c>,
/// <c>name-late</c>. Records have the times and headers that they have in this library's own engine. Not thread-safe, like the
/// <c>StreamBuilder</c> of Streamiz.
/// </remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the events.</typeparam>
/// <typeparam name="TAggregate">Type of the result of a session.</typeparam>
public sealed class StreamizSessionStream<TKey, TValue, TAggregate>
    where TKey : notnull
{
    private readonly HostedOperator<TKey, TValue> _hosted;
    private readonly SessionizeNode<TKey, TValue, TAggregate> _node;
    private IKStream<TKey, Session<TKey, TAggregate>>? _closed;
    private IKStream<TKey, SessionChange<TKey, TAggregate>>? _changes;
    private IKStream<TKey, LateRecord<TValue>>? _late;

    internal StreamizSessionStream(HostedOperator<TKey, TValue> hosted, SessionizeNode<TKey, TValue, TAggregate> node)
    {
        _hosted = hosted;
        _node = node;
    }

    /// <summary>
    /// Emits each session once, when stream time is past its end + gap + grace period. The record's time is the end of the session.
    /// </summary>
    public IKStream<TKey, Session<TKey, TAggregate>> Closed => _closed ??= _hosted.StreamOf(_node.Closed, $"{_hosted.Name}-closed");

    /// <summary>Emits every change of every session as it happens. The record's time is the current end of the session.</summary>
    public IKStream<TKey, SessionChange<TKey, TAggregate>> Changes => _changes ??= _hosted.StreamOf(_node.Changes, $"{_hosted.Name}-changes");

    /// <summary>Late records, each with its own time and headers.</summary>
    public IKStream<TKey, LateRecord<TValue>> Late => _late ??= _hosted.StreamOf(_node.Late, $"{_hosted.Name}-late");
}
