namespace ClickstreamAnalysis.Logs.Embedded;

/// <summary>Administers the topics of an <see cref="EmbeddedLog"/>.</summary>
internal sealed class EmbeddedLogAdmin(EmbeddedLog log) : ILogAdmin
{
    public Task<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var found = log.Topics.Find(topic);
        return Task.FromResult(found is null ? null : new TopicDescription(topic, found.Specification.Partitions, found.UniqueId.ToString("N")));
    }

    public Task<bool> IsCompactedAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return Task.FromResult(log.Topics.Find(topic)?.Specification is { Compacted: true, Retention: null });
    }

    public Task<int?> QueryMaxRecordBytesAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return Task.FromResult(log.Topics.Find(topic) is { } found ? found.Specification.MaxRecordBytes ?? log.Options.MaxRecordBytes : (int?)null);
    }

    public Task<bool> CreateTopicAsync(TopicSpecification topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentException.ThrowIfNullOrEmpty(topic.Name, nameof(topic));
        ArgumentOutOfRangeException.ThrowIfLessThan(topic.Partitions, 1, nameof(topic));
        bool isNew;
        lock (log.WriteLock)
        {
            log.EnsureWritable_NeedsLock();
            isNew = log.Topics.Add(topic);
        }

        if (isNew)
        {
            log.TopicsChanged();
        }

        return Task.FromResult(isNew);
    }

    public Task<bool> DeleteTopicAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        bool wasThere;
        lock (log.WriteLock)
        {
            log.EnsureWritable_NeedsLock();
            wasThere = log.Topics.Remove(topic);
        }

        if (wasThere)
        {
            log.TopicsChanged();
        }

        return Task.FromResult(wasThere);
    }

    public Task DeleteRecordsAsync(TopicPartitionOffset before, CancellationToken cancellationToken = default)
    {
        var partition = log.Topics.Get(before.Partition);
        lock (log.WriteLock)
        {
            log.EnsureWritable_NeedsLock();
            if (before.Offset > partition.End)
            {
                throw new OffsetOutOfRangeException(
                    $"Records before {before} cannot be deleted: the partition ends at {partition.End}. Ask for an offset up to that.");
            }

            partition.DeleteBefore(before.Offset);
        }

        return Task.CompletedTask;
    }
}
