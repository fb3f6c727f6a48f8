using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log that shows topics later than it creates them, as a Kafka broker does for topics that another client creates. They can be read and written.</summary>
/// <param name="inner">The log.</param>
/// <param name="topics">The topics; none for all.</param>
internal sealed class LateTopicsLog(IRecordLog inner, params string[] topics) : IRecordLog
{
    private readonly Dictionary<string, int> _asked = [];

    /// <summary>How often a topic is described as missing.</summary>
    public int TimesMissing { get; init; } = 3;

    public string Description => inner.Description;

    public ILogAdmin Admin => new LateAdmin(this, inner.Admin);

    public ILogConsumer CreateConsumer(LogConsumerOptions options) => inner.CreateConsumer(options);

    public ILogProducer CreateProducer(LogProducerOptions options) => inner.CreateProducer(options);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private bool IsMissing(string topic)
    {
        if (topics.Length > 0 && !topics.Contains(topic))
        {
            return false;
        }

        _asked[topic] = _asked.GetValueOrDefault(topic) + 1;
        return _asked[topic] <= TimesMissing;
    }

    private sealed class LateAdmin(LateTopicsLog log, ILogAdmin inner) : ILogAdmin
    {
        public async Task<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default)
        {
            return log.IsMissing(topic) ? null : await inner.DescribeTopicAsync(topic, cancellationToken);
        }

        public Task<bool> IsCompactedAsync(string topic, CancellationToken cancellationToken = default) => inner.IsCompactedAsync(topic, cancellationToken);

        public Task<int?> QueryMaxRecordBytesAsync(string topic, CancellationToken cancellationToken = default) => inner.QueryMaxRecordBytesAsync(topic, cancellationToken);

        public Task<bool> CreateTopicAsync(TopicSpecification topic, CancellationToken cancellationToken = default) => inner.CreateTopicAsync(topic, cancellationToken);

        public Task<bool> DeleteTopicAsync(string topic, CancellationToken cancellationToken = default) => inner.DeleteTopicAsync(topic, cancellationToken);

        public Task DeleteRecordsAsync(TopicPartitionOffset before, CancellationToken cancellationToken = default) => inner.DeleteRecordsAsync(before, cancellationToken);
    }
}
