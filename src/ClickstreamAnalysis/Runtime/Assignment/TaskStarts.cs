using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Assignment;

/// <summary>
/// Decides where the inputs of a task whose state is complete are read on: from the group's offsets, from what the state itself
/// knows, and from what the log still holds.
/// </summary>
internal sealed class TaskStarts(ThreadEnvironment environment, ILogConsumer consumer, ILogger logger)
{
    /// <summary>A member that waits longer for one answer does not process its other tasks meanwhile.</summary>
    private static readonly TimeSpan s_oneWait = TimeSpan.FromSeconds(1);

    private readonly StreamsOptions _options = environment.Options;
    private readonly TransactionWaits _waits = new(environment.Options.TimeProvider, logger);

    /// <summary>Finds the offsets; null while the group's are not known yet, because a transaction that moves them is open.</summary>
    /// <exception cref="StreamsException">There is no place to read on without losing records or applying them twice.</exception>
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
                : isFirst || !state.HasStores || committed.Count > 0 ? known // an input that is new to the task, or nothing to spoil
                : Recover(id, input, known, state.Checkpoint);
            starts.Add(new(input, InRange(id, input, wanted)));
        }

        if (committed.Count < inputs.Count)
        {
            // Before anything is read or written: if offsets are missing later, or what was at them, they were lost.
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
            // The state may be a commit ahead of the group: going back would count records twice for nothing.
            return inState;
        }

        if (state.Checkpoint!.IsBehindRows)
        {
            throw new InputOffsetException(
                id.ToString(), input, group, available: null,
                $"Task {id}: group '{_options.ApplicationId}' is at offset {group} of {input}, but the state holds its records up to offset {inState} at least: the group's "
                + $"offsets were set back. Reading on there would apply records twice. {Choices(input)}");
        }

        logger.LogWarning(
            "Task {Task}: group '{Group}' is at offset {Offset} of {Partition}, but the state holds its records up to {Known}: the group's offsets were set back. "
            + "Reading goes on at {Known}, so that nothing is applied twice. To process everything again, choose a new ApplicationId.",
            id, _options.ApplicationId, group, input, inState, inState);
        return inState;
    }

    /// <summary>The group has no offsets for a task that ran before.</summary>
    private long Recover(TaskId id, TopicPartition input, long? known, TaskCheckpoint? checkpoint)
    {
        if (known is { } inState && (checkpoint is { IsBehindRows: false } || _options.Guarantee == ProcessingGuarantee.AtLeastOnce))
        {
            logger.LogWarning(
                "Task {Task}: group '{Group}' has no committed offset for {Partition} any more: it expired or was deleted. Reading goes on at {Known}, up to where the state holds its records.",
                id, _options.ApplicationId, input, inState);
            return inState;
        }

        throw new InputOffsetException(
            id.ToString(), input, offset: null, available: null,
            $"Task {id}: group '{_options.ApplicationId}' has no committed offset for {input}, but the task has state: the group's offsets expired or were deleted, or the topic was. "
            + $"How far the state has got in {input} is not known here, and starting over would apply records twice. {Choices(input)}");
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
                $"Task {id}: the next offset to read of {input} is {start}, but the log holds {range.Start} to {range.End} only: records that were processed are gone from it, "
                + "or the topic was made anew. What is to be read next cannot be known. If the topic should hold more, bring it back; else give the application a new ApplicationId to start over.");
        }

        if (start >= range.Start)
        {
            return start;
        }

        if (_options.OffsetOutOfRange == OffsetOutOfRangePolicy.Fail)
        {
            throw new InputOffsetException(
                id.ToString(), input, start, range,
                $"Task {id}: the committed offset of {input} is {start}, but the first that the log still has is {range.Start}: up to {range.Start - start} records were removed by retention or "
                + $"by hand before they were read. Bring them back; or set StreamsOptions.{nameof(StreamsOptions.OffsetOutOfRange)} to {nameof(OffsetOutOfRangePolicy.SkipToEarliest)} to go on "
                + "without them, counted; or give the application a new ApplicationId to start over with what is there. Keep records for longer than the application may stand still.");
        }

        environment.Metrics.AddSkipped(input, start, range.Start);
        logger.LogError(
            "Task {Task} skips offsets {From} to {To} of {Partition}, both included: they were removed from the log before they were read.",
            id, start, range.Start - 1, input);
        return range.Start;
    }

    private string Choices(TopicPartition input) =>
        $"If you know where it was, set the group to that offset of {input} (kafka-consumer-groups --reset-offsets); else give the application a new ApplicationId to start over.";
}
