using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>Writes clicks as JSON, each with its event time as timestamp, to the partition of its user.</summary>
internal sealed class ClickProducer(IRecordLog log, string topic, int partitions, TimeSpan linger) : IDisposable
{
    // On the embedded log it shares the process that is measured.
    private const int QueueBytes = 4 << 20;

    private readonly ILogProducer _producer = log.CreateProducer(new LogProducerOptions { ClientId = $"{topic}-load", Linger = linger, QueueBytes = QueueBytes });
    private readonly byte[] _key = new byte[64];
    private readonly byte[] _value = new byte[ClickJson.MaxBytes];

    public long Clicks { get; private set; }

    public long ValueBytes { get; private set; }

    public void Produce(in Click click)
    {
        var key = _key.AsSpan(0, ClickJson.WriteKey(in click, _key));
        var value = _value.AsSpan(0, ClickJson.WriteValue(in click, _value));
        _producer.Produce(new RawRecord(
            topic, KeyPartitioner.PartitionFor(key, partitions), -1, click.TimestampMs, key, hasKey: true, value, hasValue: true));
        Clicks++;
        ValueBytes += value.Length;
    }

    public void Flush() => _producer.Flush(TimeSpan.FromMinutes(5));

    public void Dispose() => _producer.Dispose();
}
