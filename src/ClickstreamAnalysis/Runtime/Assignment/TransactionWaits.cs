using ClickstreamAnalysis.Runtime.Descriptions;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Assignment;

/// <summary>Logs waits at the start of a task that an open transaction of an earlier run can cause.</summary>
internal sealed class TransactionWaits(TimeProvider time, WaitBoard board, ILogger logger)
{
    /// <summary>Shorter waits are normal.</summary>
    private static readonly TimeSpan s_worthTelling = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_tellAgain = TimeSpan.FromSeconds(10);

    private readonly Dictionary<TopicPartition, Wait> _waits = [];

    /// <summary>Notes that a wait continues: logs it after a second, and again every ten seconds.</summary>
    /// <returns>How long it has lasted.</returns>
    public TimeSpan Note(TopicPartition partition, FormattableString waiting)
    {
        if (!_waits.TryGetValue(partition, out var wait))
        {
            _waits.Add(partition, wait = new Wait(time.GetTimestamp(), time.GetUtcNow()));
        }

        var waited = time.GetElapsedTime(wait.Started);
        if (waited >= wait.NextNoted)
        {
            wait.NextNoted = waited + WaitBoard.Interval;
            board.Note(WaitReason.Transaction, partition.ToString(), FormattableString.Invariant(waiting), waited, expires: true);
        }

        if (waited >= wait.NextTold)
        {
            wait.NextTold = waited + s_tellAgain;
            logger.StartWaits(FormattableString.Invariant(waiting), wait.Since);
        }

        return waited;
    }

    /// <summary>Ends the wait, if there is one.</summary>
    public void End(TopicPartition partition)
    {
        if (_waits.Remove(partition))
        {
            board.End(WaitReason.Transaction, partition.ToString());
        }
    }

    private sealed class Wait(long started, DateTimeOffset since)
    {
        public long Started => started;

        public DateTimeOffset Since => since;

        public TimeSpan NextNoted { get; set; } = s_worthTelling;

        public TimeSpan NextTold { get; set; } = s_worthTelling;
    }
}
