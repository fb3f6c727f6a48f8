using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processors;

namespace ClickstreamAnalysis.Processing;

/// <summary>Sends records to one topic through the thread's producer.</summary>
internal sealed class TaskOutput(TaskProducer producer, string topic, int partitions, int ownPartition) : RecordOutput
{
    public override void Send(ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, long timestampMs)
    {
        // Without a key there is nothing to partition by: stay in line with the input rather than draw lots.
        var partition = hasKey ? KeyPartitioner.PartitionFor(key, partitions) : ownPartition % partitions;
        producer.Produce(new LogRecord(topic, partition, -1, timestampMs, key, hasKey, value, hasValue));
    }
}
