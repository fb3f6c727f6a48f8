using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Commits;

/// <summary>
/// Deletes records of repartition topics that are processed and committed. Only the application reads these topics, and they have no
/// retention, because the event times of a replay are old.
/// </summary>
internal sealed class RepartitionPurge(ILogAdmin admin, ILogger logger)
{
    /// <summary>The least number of records for which a request is made.</summary>
    private const long MinRecords = 50_000;

    private readonly Dictionary<TopicPartition, long> _purged = [];
    private readonly Dictionary<TopicPartition, long> _confirmed = [];
    private Task _running = Task.CompletedTask;

    /// <summary>Deletes committed records when there are enough of them. Called after a commit; never waits.</summary>
    /// <param name="input">An input that was committed.</param>
    /// <param name="isConfirmed">Whether the log has confirmed this commit; otherwise it has confirmed the one before.</param>
    public void Consider(TaskInput input, bool isConfirmed)
    {
        if (!input.IsInternal || input.NextOffset is not { } next)
        {
            return;
        }

        // Records that are deleted before their offset is committed would be missing after a crash.
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
            logger.ProcessedRecordsNotDeleted(before, error.Message);
        }
    }
}
