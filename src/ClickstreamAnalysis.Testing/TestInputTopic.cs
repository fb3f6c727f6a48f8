using System.Buffers;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Testing;

/// <summary>Pipes records into an input topic of a <see cref="TopologyTestDriver"/>. Not thread-safe.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public sealed class TestInputTopic<TKey, TValue>
{
    private readonly IRecordLog _log;
    private readonly string _topic;
    private readonly ISerde<TKey> _keySerde;
    private readonly ISerde<TValue> _valueSerde;
    private readonly TimeProvider _clock;
    private readonly Action _run;

    internal TestInputTopic(IRecordLog log, string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, TimeProvider clock, Action run)
    {
        _log = log;
        _topic = topic;
        _keySerde = keySerde;
        _valueSerde = valueSerde;
        _clock = clock;
        _run = run;
        Prepare(keySerde, isKey: true);
        Prepare(valueSerde, isKey: false);
    }

    /// <summary>Pipes one record and runs the topology until it is idle.</summary>
    /// <param name="key">The key; null for a record without a key.</param>
    /// <param name="value">The value; null for a record without a value.</param>
    /// <param name="time">
    /// The record's timestamp. Default null: the event time of a <see cref="ClickEvent"/>, the driver's clock for any other value.
    /// </param>
    /// <param name="headers">The record's headers; null for none.</param>
    public void Pipe(TKey? key, TValue? value, DateTimeOffset? time = null, RecordHeaders? headers = null) =>
        Pipe(key, value, time?.ToUnixTimeMilliseconds() ?? TimestampOf(value), headers);

    /// <summary>Pipes one record and runs the topology until it is idle.</summary>
    /// <param name="key">The key; null for a record without a key.</param>
    /// <param name="value">The value; null for a record without a value.</param>
    /// <param name="timestampMs">The record's timestamp, in milliseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="headers">The record's headers; null for none.</param>
    public void Pipe(TKey? key, TValue? value, long timestampMs, RecordHeaders? headers = null) =>
        Pipe([new Record<TKey, TValue>(key!, value!, timestampMs, headers)]);

    /// <summary>Pipes records as one batch and runs the topology until it is idle.</summary>
    /// <param name="records">Keys, values and timestamps, in order.</param>
    public void Pipe(IEnumerable<(TKey Key, TValue Value, long TimestampMs)> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        Pipe(records.Select(static record => new Record<TKey, TValue>(record.Key, record.Value, record.TimestampMs)));
    }

    /// <summary>Pipes records with their headers as one batch and runs the topology until it is idle.</summary>
    /// <param name="records">The records, in order.</param>
    public void Pipe(IEnumerable<Record<TKey, TValue>> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var key = new ArrayBufferWriter<byte>();
        var value = new ArrayBufferWriter<byte>();
        using var producer = _log.CreateProducer(new LogProducerOptions());
        foreach (var record in records)
        {
            key.ResetWrittenCount();
            value.ResetWrittenCount();
            var (hasKey, hasValue) = (record.Key is not null, record.Value is not null);
            if (hasKey)
            {
                _keySerde.Serialize(record.Key, key);
            }

            if (hasValue)
            {
                _valueSerde.Serialize(record.Value, value);
            }

            Produce(producer, key.WrittenSpan, hasKey, value.WrittenSpan, hasValue, record.TimestampMs, record.Headers);
        }

        producer.Flush(TimeSpan.FromSeconds(1));
        _run();
    }

    /// <summary>Pipes raw bytes, valid or not, and runs the topology until it is idle.</summary>
    /// <param name="key">The key's bytes; null for a null key.</param>
    /// <param name="value">The value's bytes; null for a null value.</param>
    /// <param name="time">The record's timestamp.</param>
    /// <param name="headers">The record's headers; null for none.</param>
    public void PipeBytes(byte[]? key, byte[]? value, DateTimeOffset time, RecordHeaders? headers = null) =>
        PipeBytes(key, value, time.ToUnixTimeMilliseconds(), headers);

    /// <summary>Pipes raw bytes, valid or not, and runs the topology until it is idle.</summary>
    /// <param name="key">The key's bytes; null for a null key.</param>
    /// <param name="value">The value's bytes; null for a null value.</param>
    /// <param name="timestampMs">The record's timestamp, in milliseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="headers">The record's headers; null for none.</param>
    public void PipeBytes(byte[]? key, byte[]? value, long timestampMs, RecordHeaders? headers = null)
    {
        using (var producer = _log.CreateProducer(new LogProducerOptions()))
        {
            Produce(producer, key, key is not null, value, value is not null, timestampMs, headers);
            producer.Flush(TimeSpan.FromSeconds(1));
        }

        _run();
    }

    private void Prepare(object serde, bool isKey) =>
        (serde as IPreparedSerde)?.PrepareAsync(new SerdeUse(_topic, isKey, SerdeAccess.Write), default).AsTask().GetAwaiter().GetResult();

    private long TimestampOf(TValue? value) => value is ClickEvent click ? click.TimestampMs : _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private void Produce(
        ILogProducer producer, ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, long timestampMs, RecordHeaders? headers)
    {
        var partitions = _log.Admin.DescribeTopicAsync(_topic).GetAwaiter().GetResult()?.Partitions
            ?? throw new InvalidOperationException($"The topology has no topic '{_topic}'.");
        var partition = hasKey ? KeyPartitioner.PartitionFor(key, partitions) : 0;
        producer.Produce(new RawRecord(_topic, partition, -1, timestampMs, key, hasKey, value, hasValue, headers));
    }
}
