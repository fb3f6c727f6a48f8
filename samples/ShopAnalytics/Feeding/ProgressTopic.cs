using System.Buffers;
using System.Text;
using ClickstreamAnalysis;
using ClickstreamAnalysis.Logs;

namespace ShopAnalytics.Feeding;

/// <summary>Stores the progress of each source, in the same transactions as the clicks themselves.</summary>
internal sealed class ProgressTopic(string topic)
{
    private static readonly ISerde<Entry> s_serde = Serdes.Json<Entry>();

    /// <summary>Reads the last committed progress of a source; null without progress, or when cancelled.</summary>
    /// <exception cref="RecordLogUnavailableException">The topic could not be read in time.</exception>
    /// <exception cref="FeedException">The progress belongs to another input of the same name.</exception>
    public FeedProgress? Read(IRecordLog log, IClickSource source, TimeSpan timeout, TimeProvider clock, CancellationToken stop)
    {
        var started = clock.GetTimestamp();
        var partition = new TopicPartition(topic, 0);
        using var consumer = log.CreateConsumer(new LogConsumerOptions { ClientId = "shop-progress", Isolation = IsolationLevel.ReadCommitted });
        var range = consumer.QueryOffsets(partition, timeout);
        consumer.Assign([new TopicPartitionOffset(partition, range.Start)]);
        var newest = new Newest(source.Name);

        // Reads to the queried end, not to the end that the consumer reports: while a partition changes its leader, that end may be before the last progress.
        while (range.End > range.Start && !(consumer.Position(partition) >= range.End))
        {
            if (stop.IsCancellationRequested)
            {
                return null;
            }

            if (clock.GetElapsedTime(started) > timeout)
            {
                throw new RecordLogUnavailableException(
                    $"The progress in {partition} of {log.Description} could not be read to its end within {timeout.TotalSeconds:0} s. Check that the broker is up and that no transaction is open there.");
            }

            consumer.Poll(TimeSpan.FromMilliseconds(100), newest);
        }

        if (newest.Entry is not { } entry)
        {
            return null;
        }

        return entry.Source == source.Fingerprint
            ? new FeedProgress(entry.Records, entry.LastMs)
            : throw new FeedException(
                $"{log.Description} holds {entry.Records} records of another input named '{source.Name}', and mixing the two would corrupt the results. "
                + "Use another --state directory, or another --application-id, for this one.");
    }

    /// <summary>Adds progress to the open transaction.</summary>
    public void Write(ILogProducer producer, IClickSource source, FeedProgress progress, long nowMs)
    {
        var value = new ArrayBufferWriter<byte>();
        s_serde.Serialize(new Entry(progress.Records, progress.LastMs, source.Fingerprint), value);
        producer.Produce(new RawRecord(topic, 0, -1, nowMs, Encoding.UTF8.GetBytes(source.Name), true, value.WrittenSpan, true));
    }

    private sealed record Entry(long Records, long LastMs, string Source);

    private sealed class Newest(string name) : IRawRecordHandler
    {
        public Entry? Entry { get; private set; }

        public void OnRecord(in RawRecord record)
        {
            if (record.HasValue && Encoding.UTF8.GetString(record.Key) == name)
            {
                Entry = s_serde.Deserialize(record.Value);
            }
        }
    }
}
