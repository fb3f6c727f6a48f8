using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>Reads what is committed in a topic, from its beginning or given offsets, to its end.</summary>
internal static class TopicReader
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    public static void ReadToEnd(
        IRecordLog log, string topic, int partitions, IReadOnlyList<long>? starts, IRawRecordHandler handler, Action? afterPoll = null)
    {
        using var consumer = log.CreateConsumer(new LogConsumerOptions { ClientId = "benchmark-reader", Isolation = IsolationLevel.ReadCommitted });
        var all = Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition)).ToArray();
        consumer.Assign([.. all.Select((partition, i) => new TopicPartitionOffset(partition, starts?[i] ?? consumer.QueryOffsets(partition, s_timeout).Start))]);
        while (!all.All(consumer.IsAtEnd))
        {
            consumer.Poll(s_wait, handler);
            afterPoll?.Invoke();
        }
    }

    /// <summary>Where each partition ends now.</summary>
    public static long[] Ends(IRecordLog log, string topic, int partitions)
    {
        using var consumer = log.CreateConsumer(new LogConsumerOptions { ClientId = "benchmark-reader" });
        return [.. Enumerable.Range(0, partitions).Select(partition => consumer.QueryOffsets(new TopicPartition(topic, partition), s_timeout).End)];
    }
}
