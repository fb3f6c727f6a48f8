using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Assignment;

/// <summary>
/// Determines the start offsets of a task whose state is complete: from the group's offsets, the offsets in the state, and the range that the
/// log holds.
/// </summary>
internal sealed class TaskStarts(ThreadEnvironment environment, ILogConsumer consumer, ILogger logger)
{
    /// <summary>The longest wait for one answer, during which the thread does not process its other tasks.</summary>
    private static readonly TimeSpan s_oneWait = TimeSpan.FromSeconds(1);

    private readonly StreamsOptions _options = environment.Options;
    private readonly TransactionWaits _waits = new(environment.Options.TimeProvider, environment.Waits, logger);

    /// <summary>Finds the offsets; null while the group's are unknown, because a transaction that moves them is open.</summary>
    /// <exception cref="InputOffsetException">No offset loses no records and applies none twice.</exception>
    /// <exception cref="RecordLogException">The log does not answer.</exception>
    public IReadOnlyList<TopicPartitionOffset>? Find(TaskId id, IReadOnlyList<TopicPartition> inputs, TaskState state)
    {
        if (Committed(id, inputs) is not { } committed)
        {
            return null;
        }

        var starts = new List<TopicPartitionOffset>();
        var isFirst = committed.Count == 0 && !state.WasUsed;
        foreach (var input in inputs)
        {
            var known = state.Checkpoint is { } checkpoint && checkpoint.Inputs.TryGetValue(input.Topic, out var next) ? next : (long?)null;
            var group = committed.TryGetValue(input, out var offset) ? offset : (long?)null;
            var wanted = group is { } there ? Reconcile(id, input, there, known, state)
                : isFirst || !state.HasStores || committed.Count > 0 ? known // an input that is new to the task, or no state that could be wrong
                : Recover(id, input, known, state.Checkpoint);
            starts.Add(new(input, InRange(id, input, wanted)));
        }

        if (committed.Count < inputs.Count)
        {
            // Committed before anything is read or written: offsets that are missing later were lost.
            consumer.Commit(starts);
        }

        return starts;
    }

    private IReadOnlyDictionary<TopicPartition, long>? Committed(TaskId id, IReadOnlyList<TopicPartition> inputs)
    {
        try
        {
            var committed = consumer.Committed(inputs, _options.RequestTimeout < s_oneWait ? _options.RequestTimeout : s_oneWait);
            _waits.End(inputs[0]);
            return committed;
        }
        catch (RecordLogUnavailableException)
            when (_waits.Note(inputs[0], $"Task {id} waits for the committed offsets of {string.Join(", ", inputs)}: the log does not answer, or a transaction that moves them is still open") < _options.RequestTimeout)
        {
            return null;
        }
        catch (RecordLogException)
        {
            _waits.End(inputs[0]);
            throw;
        }
    }

    private long Reconcile(TaskId id, TopicPartition input, long group, long? known, TaskState state)
    {
        if (known is not { } inState || inState <= group || !state.HasStores)
        {
            return group;
        }

        if (_options.Guarantee == ProcessingGuarantee.AtLeastOnce)
        {
            // The state may be a commit ahead of the group, and going back would count records twice.
            return inState;
        }

        if (state.Checkpoint!.IsBehindRows)
        {
            throw new InputOffsetException(
                id.ToString(), input, group, available: null,
                $"Task {id}: group '{_options.ApplicationId}' is at offset {group} of {input}, but the state contains its records at least up to offset {inState}: the group's "
                + $"offsets were reset. Continuing there would apply records twice. {Choices(input)}");
        }

        logger.GroupOffsetsReset(id, _options.ApplicationId, group, input, inState);
        return inState;
    }

    /// <summary>Handles a group without offsets for a task that ran before.</summary>
    private long Recover(TaskId id, TopicPartition input, long? known, TaskCheckpoint? checkpoint)
    {
        if (known is { } inState && (checkpoint is { IsBehindRows: false } || _options.Guarantee == ProcessingGuarantee.AtLeastOnce))
        {
            logger.GroupOffsetGone(id, _options.ApplicationId, input, inState);
            return inState;
        }

        throw new InputOffsetException(
            id.ToString(), input, offset: null, available: null,
            $"Task {id}: group '{_options.ApplicationId}' has no committed offset for {input}, but the task has state: the group's offsets expired or were deleted, or the topic was. "
            + $"The position of the state in {input} is unknown, and starting from the beginning would apply records twice. {Choices(input)}");
    }

    private long InRange(TaskId id, TopicPartition input, long? wanted)
    {
        var range = consumer.QueryOffsets(input, _options.RequestTimeout);
        if (wanted is not { } start)
        {
            return range.Start;
        }

        if (start > range.End)
        {
            throw new InputOffsetException(
                id.ToString(), input, start, range,
                $"Task {id}: the next offset to read of {input} is {start}, but the log only holds {range.Start} to {range.End}: processed records were removed from it, "
                + "or the topic was created again, so the next record is unknown. Restore the topic; otherwise give the application a new ApplicationId to start from the beginning.");
        }

        if (start >= range.Start)
        {
            return start;
        }

        if (_options.OffsetOutOfRange == OffsetOutOfRangePolicy.Fail)
        {
            throw new InputOffsetException(
                id.ToString(), input, start, range,
                $"Task {id}: the committed offset of {input} is {start}, but the first offset in the log is {range.Start}: up to {range.Start - start} records were removed by retention or "
                + $"by hand before they were read. Restore them; or set StreamsOptions.{nameof(StreamsOptions.OffsetOutOfRange)} to {nameof(OffsetOutOfRangePolicy.SkipToEarliest)} to continue "
                + "without them, counted; or give the application a new ApplicationId to start from the records that are left. Set a retention longer than the application may be down.");
        }

        environment.Metrics.AddSkipped(input, start, range.Start);
        logger.OffsetsSkipped(id, start, range.Start - 1, input);
        return range.Start;
    }

    private string Choices(TopicPartition input) =>
        $"If you know the offset of {input}, set the group to it (kafka-consumer-groups --reset-offsets); otherwise give the application a new ApplicationId to start from the beginning.";
}
