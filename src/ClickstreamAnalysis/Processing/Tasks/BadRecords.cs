using ClickstreamAnalysis.Logs;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>Applies the bad-record policy to the records of a task, and counts them.</summary>
internal sealed class BadRecords(StreamTask task, TaskEnvironment environment)
{
    private readonly DeadLetters _deadLetters = new(task, environment, environment.BadRecords.DeadLetterTopic);
    private readonly ILogger _logger = environment.LoggerFactory.CreateLogger<StreamTask>();

    /// <summary>Counts a record whose event time is not plausible, and sends it to the dead-letter topic if there is one.</summary>
    public void Guard(TaskInput input, in RawRecord record, string reason)
    {
        input.Uncommitted.Rejected++;
        input.Uncommitted.AddReason(reason);
        task.Losses.Add(input.SourceName, reason);
        _deadLetters.TrySend(in record, reason);
    }

    /// <summary>Applies the policy to a record that cannot be processed, and counts it.</summary>
    /// <exception cref="BadRecordException">The policy is to fail.</exception>
    public void Reject(TaskInput input, in RawRecord record, string reason, Exception? error)
    {
        var bad = new BadRecord(reason, task.Name, record.Topic, record.Partition, record.Offset, error, error is null ? null : task.Failures.OperatorOf(error));
        task.Failures.Clear();
        switch (environment.BadRecords.ActionFor(in bad))
        {
            case BadRecordAction.Skip:
                if (_logger.IsEnabled(LogLevel.Debug))
                {
                    _logger.RecordSkipped(task.Name, record.Topic, record.Partition, record.Offset, bad.Cause);
                }

                break;
            case BadRecordAction.DeadLetter:
                _deadLetters.TrySend(in record, reason, bad.Cause);
                break;
            default:
                throw new BadRecordException(in bad);
        }

        input.Uncommitted.Failed++;
        input.Uncommitted.AddReason(reason);
        task.Losses.Add(bad.OperatorName ?? input.SourceName, reason, error);
    }
}
