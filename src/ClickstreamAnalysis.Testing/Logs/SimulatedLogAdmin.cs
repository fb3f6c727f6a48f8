using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>Administers the topics of a <see cref="SimulatedLog"/>.</summary>
internal sealed class SimulatedLogAdmin(SimulatedLog log, SimulatedConnection connection) : ILogAdmin
{
    public Task<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            log.Chance.ThrowIfFires(SimulatedFault.AdminFailed);
            var found = log.FindTopic_NeedsLock(topic);
            return Task.FromResult(found is null ? null : new TopicDescription(topic, found.Partitions.Length, found.Id));
        }
    }

    public Task<bool> IsCompactedAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            log.Chance.ThrowIfFires(SimulatedFault.AdminFailed);
            return Task.FromResult(log.FindTopic_NeedsLock(topic)?.Specification is { Compacted: true, Retention: null });
        }
    }

    public Task<int?> QueryMaxRecordBytesAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            log.Chance.ThrowIfFires(SimulatedFault.AdminFailed);
            return Task.FromResult(log.FindTopic_NeedsLock(topic) is { } found ? found.MaxRecordBytes ?? log.Options.MaxRecordBytes : (int?)null);
        }
    }

    public Task<bool> CreateTopicAsync(TopicSpecification topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        TopicName.ThrowIfInvalid(topic.Name, nameof(topic));
        ArgumentOutOfRangeException.ThrowIfLessThan(topic.Partitions, 1, nameof(topic));
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            log.Chance.ThrowIfFires(SimulatedFault.AdminFailed);
            return Task.FromResult(log.AddTopic_NeedsLock(topic));
        }
    }

    public Task<bool> DeleteTopicAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            log.Chance.ThrowIfFires(SimulatedFault.AdminFailed);
            return Task.FromResult(log.RemoveTopic_NeedsLock(topic));
        }
    }

    public Task DeleteRecordsAsync(TopicPartitionOffset before, CancellationToken cancellationToken = default)
    {
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            log.Chance.ThrowIfFires(SimulatedFault.AdminFailed);
            var partition = log.GetPartition_NeedsLock(before.Partition);
            if (before.Offset > partition.End)
            {
                throw new OffsetOutOfRangeException(
                    $"Records before {before} cannot be deleted: the partition ends at {partition.End}. Choose an offset up to that.");
            }

            partition.DeleteBefore(before.Offset);
        }

        return Task.CompletedTask;
    }
}
