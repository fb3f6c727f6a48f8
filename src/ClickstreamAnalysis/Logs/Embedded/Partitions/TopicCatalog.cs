using System.Buffers.Binary;
using System.Collections.Concurrent;
using ClickstreamAnalysis.Logs.Embedded.Storage;
using RocksDbSharp;

namespace ClickstreamAnalysis.Logs.Embedded.Partitions;

/// <summary>The topics and their rows. Any thread may look up a topic; changes require the store's lock.</summary>
internal sealed class TopicCatalog
{
    // Partition count (4), compacted (1), retention in milliseconds or -1 (8), maximum record size in bytes or -1 (4), unique id (16).
    // The row starts with the topic id (4).
    private const int RowSize = 37;

    private readonly LogDatabase _database;
    private readonly ConcurrentDictionary<string, TopicLog> _topics = [];
    private int _nextId = 1;

    public TopicCatalog(LogDatabase database)
    {
        _database = database;
        Load();
    }

    public IEnumerable<TopicLog> All => _topics.Values;

    public TopicLog? Find(string name) => _topics.GetValueOrDefault(name);

    public PartitionLog? Find(TopicPartition id) =>
        _topics.TryGetValue(id.Topic, out var topic) && (uint)id.Partition < (uint)topic.Specification.Partitions
            ? topic.GetPartition(id.Partition)
            : null;

    public PartitionLog Get(TopicPartition id) => Find(id) ?? throw new TopicNotFoundException(
        $"Partition {id} does not exist in the embedded log in '{_database.Directory}'. Create the topic, or correct the partition.")
    {
        Topic = id.Topic,
        Partition = id.Partition,
    };

    public bool Add(TopicSpecification specification)
    {
        if (_topics.ContainsKey(specification.Name))
        {
            return false;
        }

        var row = new byte[RowSize];
        BinaryPrimitives.WriteInt32BigEndian(row, _nextId);
        BinaryPrimitives.WriteInt32BigEndian(row.AsSpan(4), specification.Partitions);
        row[8] = specification.Compacted ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(row.AsSpan(9), (long?)specification.Retention?.TotalMilliseconds ?? -1);
        BinaryPrimitives.WriteInt32BigEndian(row.AsSpan(17), specification.MaxRecordBytes ?? -1);
        var uniqueId = Guid.NewGuid();
        uniqueId.TryWriteBytes(row.AsSpan(21));
        var next = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(next, _nextId + 1);
        using var batch = new WriteBatch();
        batch.Put(LogKey.Topic(specification.Name), row);
        batch.Put(LogKey.NextTopicId, next);
        _database.Write(batch);
        _topics[specification.Name] = new TopicLog(_database, _nextId++, uniqueId, specification);
        return true;
    }

    public bool Remove(string name)
    {
        if (!_topics.TryGetValue(name, out var topic))
        {
            return false;
        }

        using var batch = new WriteBatch();
        batch.Delete(LogKey.Topic(name));
        for (var partition = 0; partition < topic.Specification.Partitions; partition++)
        {
            batch.Delete(LogKey.OldestOffset(topic.Id, partition));
            batch.Delete(LogKey.Cleaned(topic.Id, partition));
        }

        DeleteGroupOffsets(batch, topic.Id);
        batch.DeleteRange(LogKey.Batch(topic.Id, 0, 0), LogKey.BatchSize, LogKey.Batch(topic.Id + 1, 0, 0), LogKey.BatchSize, null);
        _database.Write(batch);
        _topics.TryRemove(name, out _);
        topic.MarkDeleted();
        return true;
    }

    private void DeleteGroupOffsets(WriteBatch batch, int topicId)
    {
        using var use = _database.Enter();
        using var iterator = _database.NewIterator();
        for (iterator.Seek(LogKey.GroupOffsets); iterator.Valid() && iterator.GetKeySpan().StartsWith(LogKey.GroupOffsets); iterator.Next())
        {
            if (LogKey.TopicIdOfGroupOffset(iterator.GetKeySpan()) == topicId)
            {
                batch.Delete(iterator.GetKeySpan());
            }
        }
    }

    private void Load()
    {
        if (_database.Get(LogKey.NextTopicId) is { } next)
        {
            _nextId = BinaryPrimitives.ReadInt32BigEndian(next);
        }

        using var use = _database.Enter();
        using var iterator = _database.NewIterator();
        for (iterator.Seek(LogKey.Topics); iterator.Valid() && iterator.GetKeySpan().StartsWith(LogKey.Topics); iterator.Next())
        {
            var row = iterator.GetValueSpan();
            var retentionMs = BinaryPrimitives.ReadInt64BigEndian(row[9..]);
            var specification = new TopicSpecification(
                LogKey.TopicName(iterator.GetKeySpan()), BinaryPrimitives.ReadInt32BigEndian(row[4..]))
            {
                Compacted = row[8] == 1,
                Retention = retentionMs < 0 ? null : TimeSpan.FromMilliseconds(retentionMs),
                MaxRecordBytes = BinaryPrimitives.ReadInt32BigEndian(row[17..]) is >= 0 and var limit ? limit : null,
            };
            _topics[specification.Name] = new TopicLog(_database, BinaryPrimitives.ReadInt32BigEndian(row), new Guid(row[21..RowSize]), specification);
        }
    }
}
