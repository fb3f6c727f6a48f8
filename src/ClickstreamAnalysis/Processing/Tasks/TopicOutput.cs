using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>Sends records to a topic of the user through the thread's producer.</summary>
internal sealed class TopicOutput(TaskProducer producer, string topic, int partitions, int ownPartition) : RecordOutput
{
    public override void Send(
        ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, long timestampMs, RecordHeaders? headers) =>
        producer.Produce(new RawRecord(
            topic, PartitionFor(key, hasKey, partitions, ownPartition), -1, timestampMs, key, hasKey, value, hasValue, headers));

    /// <summary>The partition of a key; a record without a key goes to the partition of the task.</summary>
    public static int PartitionFor(ReadOnlySpan<byte> key, bool hasKey, int partitions, int ownPartition) =>
        hasKey ? KeyPartitioner.PartitionFor(key, partitions) : ownPartition % partitions;
}
