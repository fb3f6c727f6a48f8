using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>Looks from outside how far an application has come with a topic: what its group has committed. For one thread.</summary>
internal sealed class GroupProgress : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private readonly ILogConsumer _consumer;
    private readonly TopicPartition[] _partitions;

    public GroupProgress(IRecordLog log, string group, string topic, int partitions)
    {
        _consumer = log.CreateConsumer(new LogConsumerOptions { GroupId = group, ClientId = $"{group}-progress" });
        _partitions = [.. Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition))];
    }

    /// <summary>The next offset to read of each partition that has one.</summary>
    public IReadOnlyDictionary<TopicPartition, long> Committed() => _consumer.Committed(_partitions, s_timeout);

    /// <summary>How many records are done, of a topic without transactions.</summary>
    public long Done() => Committed().Values.Sum();

    /// <summary>Waits until so many records are done.</summary>
    /// <returns>Whether they are; false when it was ended before.</returns>
    public bool Await(long records, TimeSpan timeout, CancellationToken stop)
    {
        var pause = TimeSpan.FromMilliseconds(200);
        for (var waited = TimeSpan.Zero; waited < timeout; waited += pause)
        {
            if (Done() >= records)
            {
                return true;
            }

            if (stop.WaitHandle.WaitOne(pause))
            {
                return false;
            }
        }

        return false;
    }

    public void Dispose() => _consumer.Dispose();
}
