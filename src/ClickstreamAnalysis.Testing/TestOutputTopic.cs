using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Testing;

/// <summary>Reads the committed records that a topology under test wrote to a topic. Not thread-safe.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public sealed class TestOutputTopic<TKey, TValue> : IRawRecordHandler
{
    private readonly ILogConsumer _consumer;
    private readonly ISerde<TKey> _keySerde;
    private readonly ISerde<TValue> _valueSerde;
    private readonly Queue<Record<TKey, TValue>> _read = new();

    internal TestOutputTopic(IRecordLog log, string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde)
    {
        _keySerde = keySerde;
        _valueSerde = valueSerde;
        Prepare(keySerde, topic, isKey: true);
        Prepare(valueSerde, topic, isKey: false);
        _consumer = log.CreateConsumer(new LogConsumerOptions { ReadHeaders = true });
        var partitions = log.Admin.DescribeTopicAsync(topic).GetAwaiter().GetResult()?.Partitions
            ?? throw new InvalidOperationException($"The topology has no topic '{topic}'.");
        _consumer.Assign([.. Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(new(topic, partition), 0))]);
    }

    /// <summary>Reads the next record.</summary>
    /// <param name="record">The record.</param>
    /// <returns>False when there is none.</returns>
    public bool TryRead(out Record<TKey, TValue> record)
    {
        Fill();
        return _read.TryDequeue(out record);
    }

    /// <summary>Reads all remaining records.</summary>
    /// <returns>The records, in order within a partition.</returns>
    public IReadOnlyList<Record<TKey, TValue>> ReadAll()
    {
        Fill();
        var all = _read.ToArray();
        _read.Clear();
        return all;
    }

    void IRawRecordHandler.OnRecord(in RawRecord record) => _read.Enqueue(new(
        record.HasKey ? Deserialize(_keySerde, record.Key) : default!,
        record.HasValue ? Deserialize(_valueSerde, record.Value) : default!,
        record.TimestampMs,
        record.Headers is { } headers ? [.. headers] : null));

    private void Fill()
    {
        while (_consumer.Poll(TimeSpan.Zero, this) > 0)
        {
        }
    }

    private static void Prepare(object serde, string topic, bool isKey) =>
        (serde as IPreparedSerde)?.PrepareAsync(new SerdeUse(topic, isKey, SerdeAccess.Read), default).AsTask().GetAwaiter().GetResult();

    private static T Deserialize<T>(ISerde<T> serde, ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            try
            {
                return serde.Deserialize(bytes);
            }
            catch (SerdeNotReadyException error)
            {
                error.Ready.GetAwaiter().GetResult();
            }
        }
    }
}
