using ClickstreamAnalysis.Logs.Embedded.Partitions;

namespace ClickstreamAnalysis.Logs.Embedded;

/// <summary>Administers the topics of an <see cref="EmbeddedLog"/>.</summary>
internal sealed class EmbeddedLogAdmin(PartitionStore store, EmbeddedLogOptions options) : ILogAdmin
{
    public Task<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var found = store.Topics.Find(topic);
        return Task.FromResult(found is null ? null : new TopicDescription(topic, found.Specification.Partitions, found.UniqueId.ToString("N")));
    }

    public Task<bool> IsCompactedAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return Task.FromResult(store.Topics.Find(topic)?.Specification is { Compacted: true, Retention: null });
    }

    public Task<int?> QueryMaxRecordBytesAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return Task.FromResult(store.Topics.Find(topic) is { } found ? found.Specification.MaxRecordBytes ?? options.MaxRecordBytes : (int?)null);
    }

    public Task<bool> CreateTopicAsync(TopicSpecification topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        TopicName.ThrowIfInvalid(topic.Name, nameof(topic));
        ArgumentOutOfRangeException.ThrowIfLessThan(topic.Partitions, 1, nameof(topic));
        return Task.FromResult(store.CreateTopic(topic));
    }

    public Task<bool> DeleteTopicAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return Task.FromResult(store.DeleteTopic(topic));
    }

    public Task DeleteRecordsAsync(TopicPartitionOffset before, CancellationToken cancellationToken = default)
    {
        store.DeleteBefore(store.Topics.Get(before.Partition), before.Offset);
        return Task.CompletedTask;
    }
}
