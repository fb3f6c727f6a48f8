using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log whose brokers learn late of some topics: they are described as missing at first, although they can be read and written.</summary>
/// <param name="inner">The log.</param>
/// <param name="lag">How many descriptions of a topic are late.</param>
/// <param name="topics">The topics.</param>
internal sealed class LaggingLog(IRecordLog inner, int lag, params string[] topics) : IRecordLog
{
    private readonly Dictionary<string, int> _left = topics.ToDictionary(static topic => topic, _ => lag);

    public string Description => inner.Description;

    public ILogAdmin Admin => new LaggingAdmin(this, inner.Admin);

    public ILogConsumer CreateConsumer(LogConsumerOptions options) => inner.CreateConsumer(options);

    public ILogProducer CreateProducer(LogProducerOptions options) => inner.CreateProducer(options);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private bool IsLate(string topic) => _left.TryGetValue(topic, out var left) && (_left[topic] = left - 1) >= 0;

    private sealed class LaggingAdmin(LaggingLog log, ILogAdmin inner) : ILogAdmin
    {
        public Task<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default) =>
            log.IsLate(topic) ? Task.FromResult<TopicDescription?>(null) : inner.DescribeTopicAsync(topic, cancellationToken);

        public Task<bool> IsCompactedAsync(string topic, CancellationToken cancellationToken = default) => inner.IsCompactedAsync(topic, cancellationToken);

        public Task<int?> QueryMaxRecordBytesAsync(string topic, CancellationToken cancellationToken = default) => inner.QueryMaxRecordBytesAsync(topic, cancellationToken);

        public Task<bool> CreateTopicAsync(TopicSpecification topic, CancellationToken cancellationToken = default) => inner.CreateTopicAsync(topic, cancellationToken);

        public Task<bool> DeleteTopicAsync(string topic, CancellationToken cancellationToken = default) => inner.DeleteTopicAsync(topic, cancellationToken);

        public Task DeleteRecordsAsync(TopicPartitionOffset before, CancellationToken cancellationToken = default) => inner.DeleteRecordsAsync(before, cancellationToken);
    }
}
