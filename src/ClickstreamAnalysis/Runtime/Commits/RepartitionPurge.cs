using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Commits;

/// <summary>
/// Removes records from repartition topics once they are processed and committed: nobody else reads them, and they have no
/// retention of their own, because the event times of a replay are old.
/// </summary>
internal sealed class RepartitionPurge(ILogAdmin admin, ILogger logger)
{
    /// <summary>Each removal is a request; it waits until it is worth one.</summary>
    private const long MinRecords = 50_000;

    private readonly Dictionary<TopicPartition, long> _purged = [];
    private readonly Dictionary<TopicPartition, long> _confirmed = [];
    private Task _running = Task.CompletedTask;

    /// <summary>Called after a commit. Never waits: what is not removed now is removed with the next.</summary>
    /// <param name="input">An input that was committed.</param>
    /// <param name="isConfirmed">The log has answered; else it has answered to the commit before at least.</param>
    public void Consider(TaskInput input, bool isConfirmed)
    {
        if (!input.IsInternal || input.NextOffset is not { } next)
        {
            return;
        }

        // What is removed before its offset is committed would be missing after a crash.
        var committed = isConfirmed ? next : _confirmed.GetValueOrDefault(input.Partition);
        _confirmed[input.Partition] = next;
        if (_running.IsCompleted && committed - _purged.GetValueOrDefault(input.Partition) >= MinRecords)
        {
            _purged[input.Partition] = committed;
            _running = RemoveAsync(new(input.Partition, committed));
        }
    }

    private async Task RemoveAsync(TopicPartitionOffset before)
    {
        try
        {
            await admin.DeleteRecordsAsync(before).ConfigureAwait(false);
        }
        catch (RecordLogException error)
        {
            logger.LogWarning("Processed records before {Before} could not be removed; they take up space until the next attempt: {Message}", before, error.Message);
        }
    }
}
