using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log on which something else happens between the first description of a topic and the answer to it.</summary>
/// <param name="inner">The log.</param>
/// <param name="topic">The topic.</param>
/// <param name="meanwhile">What happens.</param>
internal sealed class InterleavedLog(IRecordLog inner, string topic, Func<Task> meanwhile) : IRecordLog
{
    private bool _hasHappened;

    public string Description => inner.Description;

    public ILogAdmin Admin => new InterleavedAdmin(this, inner.Admin);

    public ILogConsumer CreateConsumer(LogConsumerOptions options) => inner.CreateConsumer(options);

    public ILogProducer CreateProducer(LogProducerOptions options) => inner.CreateProducer(options);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<TopicDescription?> DescribeAsync(ILogAdmin admin, string asked, CancellationToken cancellationToken)
    {
        var description = await admin.DescribeTopicAsync(asked, cancellationToken);
        if (asked == topic && !_hasHappened)
        {
            _hasHappened = true;
            await meanwhile();
        }

        return description;
    }

    private sealed class InterleavedAdmin(InterleavedLog log, ILogAdmin inner) : ILogAdmin
    {
        public Task<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default) => log.DescribeAsync(inner, topic, cancellationToken);

        public Task<bool> IsCompactedAsync(string topic, CancellationToken cancellationToken = default) => inner.IsCompactedAsync(topic, cancellationToken);

        public Task<int?> QueryMaxRecordBytesAsync(string topic, CancellationToken cancellationToken = default) => inner.QueryMaxRecordBytesAsync(topic, cancellationToken);

        public Task<bool> CreateTopicAsync(TopicSpecification topic, CancellationToken cancellationToken = default) => inner.CreateTopicAsync(topic, cancellationToken);

        public Task<bool> DeleteTopicAsync(string topic, CancellationToken cancellationToken = default) => inner.DeleteTopicAsync(topic, cancellationToken);

        public Task DeleteRecordsAsync(TopicPartitionOffset before, CancellationToken cancellationToken = default) => inner.DeleteRecordsAsync(before, cancellationToken);
    }
}
