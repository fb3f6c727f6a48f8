using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>Reads what a run left in its repartition topics.</summary>
internal static class RepartitionTraffic
{
    /// <summary>The records that were written to the topics, and their bytes.</summary>
    public static async Task<(long Records, long Bytes)> MeasureAsync(IRecordLog log, IEnumerable<string> topics)
    {
        var (records, bytes) = (0L, 0L);
        foreach (var topic in topics)
        {
            var partitions = (await log.Admin.DescribeTopicAsync(topic))!.Partitions;
            var counter = new Counter();
            TopicReader.ReadToEnd(log, topic, partitions, starts: null, counter);
            var written = TopicReader.Ends(log, topic, partitions).Sum();
            records += written;
            bytes += (long)(counter.Bytes / Math.Max(1.0, counter.Records) * written);
        }

        return (records, bytes);
    }

    private sealed class Counter : IRawRecordHandler
    {
        public long Records { get; private set; }

        public long Bytes { get; private set; }

        public void OnRecord(in RawRecord record)
        {
            Records++;
            Bytes += record.Key.Length + record.Value.Length;
        }
    }
}
