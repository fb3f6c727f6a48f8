using System.Collections;

namespace ClickstreamAnalysis.Logs.Kafka.Consuming;

/// <summary>The assigned partitions of a consumer, by topic name and partition.</summary>
internal sealed class Assignment : IReadOnlyCollection<TopicPartition>
{
    private readonly Dictionary<TopicPartition, AssignedPartition> _partitions = [];
    private readonly Dictionary<string, string> _topics = new(StringComparer.Ordinal);
    private AssignedPartition? _last;

    public int Count => _partitions.Count;

    /// <summary>Changes whenever partitions are added or removed.</summary>
    public int Version { get; private set; }

    /// <summary>Whether any partition must still be paused in the client.</summary>
    public bool AnyPauseToTell { get; set; }

    /// <summary>Whether the next poll must seek back in any partition.</summary>
    public bool AnySendBack { get; set; }

    public Dictionary<TopicPartition, AssignedPartition>.ValueCollection All => _partitions.Values;

    /// <summary>Adds a partition. All records of its topic share one string instance of the topic's name.</summary>
    public AssignedPartition Add(string topic, int partition)
    {
        var key = new TopicPartition(Canonical(topic), partition);
        if (_partitions.Remove(key, out var old))
        {
            old.Gone = true;
        }

        var added = new AssignedPartition(key);
        _partitions.Add(key, added);
        Changed();
        return added;
    }

    public AssignedPartition? Remove(TopicPartition partition)
    {
        Changed();
        if (_partitions.Remove(partition, out var removed))
        {
            removed.Gone = true;
        }

        return removed;
    }

    public void Clear()
    {
        foreach (var partition in _partitions.Values)
        {
            partition.Gone = true;
        }

        _partitions.Clear();
        Changed();
    }

    public AssignedPartition? Find(TopicPartition partition) => _partitions.GetValueOrDefault(partition);

    /// <summary>Finds the partition of a record. Caches the last result, because records arrive in runs of one partition.</summary>
    public AssignedPartition? Find(string topic, int partition)
    {
        var last = _last;
        if (last is not null && last.Partition.Partition == partition && string.Equals(last.Partition.Topic, topic, StringComparison.Ordinal))
        {
            return last;
        }

        return _last = Find(new TopicPartition(topic, partition));
    }

    public string Canonical(string topic)
    {
        if (!_topics.TryGetValue(topic, out var canonical))
        {
            canonical = topic;
            _topics.Add(topic, topic);
        }

        return canonical;
    }

    private void Changed()
    {
        Version++;
        _last = null;
    }

    public IEnumerator<TopicPartition> GetEnumerator() => _partitions.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
