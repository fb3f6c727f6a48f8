using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log in which one partition has no leader for a while: consumers receive nothing, and do not know why.</summary>
internal sealed class LeaderlessLog(IRecordLog inner, TopicPartition partition) : DelegatingLog(inner)
{
    public bool HasLeader { get; set; } = true;

    /// <summary>How often the end of the partition was asked for.</summary>
    public int Queries { get; private set; }

    public override ILogConsumer CreateConsumer(LogConsumerOptions options) => new Consumer(this, base.CreateConsumer(options), partition);

    private sealed class Consumer(LeaderlessLog log, ILogConsumer inner, TopicPartition leaderless) : DelegatingConsumer(inner)
    {
        public override Task<long> QueryEndAsync(TopicPartition partition, TimeSpan timeout)
        {
            if (partition != leaderless)
            {
                return base.QueryEndAsync(partition, timeout);
            }

            log.Queries++;
            return log.HasLeader
                ? base.QueryEndAsync(partition, timeout)
                : Task.FromException<long>(new RecordLogUnavailableException($"{partition} has no leader."));
        }
    }
}
