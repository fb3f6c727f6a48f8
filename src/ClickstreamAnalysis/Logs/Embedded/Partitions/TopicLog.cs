using ClickstreamAnalysis.Logs.Embedded.Storage;

namespace ClickstreamAnalysis.Logs.Embedded.Partitions;

/// <summary>A topic. Its partitions are created on first use. Thread-safe.</summary>
internal sealed class TopicLog(LogDatabase database, int id, Guid uniqueId, TopicSpecification specification)
{
    private readonly PartitionLog?[] _partitions = new PartitionLog?[specification.Partitions];
    private bool _isDeleted;

    public int Id { get; } = id;

    /// <summary>Identifies the topic across all logs.</summary>
    public Guid UniqueId { get; } = uniqueId;

    public TopicSpecification Specification { get; } = specification;

    /// <summary>The partitions that have been used.</summary>
    public IEnumerable<PartitionLog> OpenPartitions => _partitions.OfType<PartitionLog>();

    public PartitionLog GetPartition(int partition)
    {
        if (Volatile.Read(ref _partitions[partition]) is { } open)
        {
            return open;
        }

        lock (_partitions)
        {
            return _partitions[partition] ??=
                new PartitionLog(database, new TopicPartition(Specification.Name, partition), Id) { IsDeleted = _isDeleted };
        }
    }

    public void MarkDeleted()
    {
        lock (_partitions)
        {
            _isDeleted = true;
            foreach (var partition in OpenPartitions)
            {
                partition.IsDeleted = true;
            }
        }
    }
}
