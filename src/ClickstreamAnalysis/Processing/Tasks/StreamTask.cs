using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Losses;
using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>One sub-topology running on one partition. Single-threaded: everything happens on its stream thread.</summary>
internal sealed class StreamTask
{
    private const string NoReason = "";

    private readonly BadRecords _bad;
    private readonly long _maxFutureSkewMs;
    private readonly TaskClosing _closing;
    private readonly Punctuations _punctuations;

    private TaskInput? _current;
    private long _currentOffset;
    private long _latestTimestampMs;
    private long _firstTimestampMs = TaskClock.NotStarted;
    private long _committedStreamTimeMs;
    private bool _isLate;
    private bool _hasProcessed;
    private string _rejectedBy = NoReason;

    public StreamTask(TaskId id, SubTopology subTopology, TaskState state, TaskEnvironment environment)
    {
        Id = id;
        Name = id.ToString();
        SubTopologyName = id.SubTopology.ToString(CultureInfo.InvariantCulture);
        State = state;
        Environment = environment;
        _committedStreamTimeMs = state.Checkpoint?.StreamTimeMs ?? TaskClock.NotStarted;
        Time = new TaskTime(state.FollowsStreamTime ? state.AdvanceStreamTime : null);
        Clock.Restore(_committedStreamTimeMs);
        _punctuations = new Punctuations(Clock);
        _punctuations.Restore(state.Checkpoint?.Punctuations ?? []);
        _closing = new TaskClosing(Clock, Hooks, _punctuations, state, environment.Closing);
        _maxFutureSkewMs = (long)environment.MaxFutureSkew.TotalMilliseconds;
        _bad = new BadRecords(this, environment);
        Losses = new TaskLosses(Name, Clock, () => Source, environment.Losses);
        Rejected = new UnwritableRecords(this, environment);
        try
        {
            Inputs = TaskInputs.Create(this, subTopology);
        }
        catch
        {
            // The nodes before the one that failed are open.
            Hooks.CloseNodes();
            throw;
        }
    }

    public TaskId Id { get; }

    public string Name { get; }

    /// <summary>The number of the sub-topology, as text.</summary>
    public string SubTopologyName { get; }

    /// <summary>The timestamp in the log of the first record since the last commit; null when there is none.</summary>
    public long? FirstTimestampMs => _firstTimestampMs < 0 ? null : _firstTimestampMs;

    public TaskState State { get; }

    public TaskEnvironment Environment { get; }

    public TaskTime Time { get; }

    public TaskClock Clock => Time.Clock;

    public TaskHooks Hooks { get; } = new();

    public TaskLosses Losses { get; }

    /// <summary>The policy for derived records that cannot be written.</summary>
    public UnwritableRecords Rejected { get; }

    /// <summary>The inputs. An array, because every commit enumerates it several times.</summary>
    public TaskInput[] Inputs { get; }

    /// <summary>The operators that threw.</summary>
    public OperatorFailures Failures { get; } = new();

    /// <summary>Something was processed, closed or fired since the last commit.</summary>
    public bool HasUncommitted => _hasProcessed || _closing.HasUncommitted;

    /// <summary>Whether there is something to commit: uncommitted work, or with <paramref name="withMoved"/> an input offset that advanced without a record.</summary>
    public bool MustCommit(bool withMoved) => HasUncommitted || (withMoved && Array.Exists(Inputs, static input => input.NextOffset > input.CommittedOffset));

    /// <summary>The task's stream time, in milliseconds since 1970; <see cref="TaskClock.NotStarted"/> before the first record.</summary>
    public long StreamTimeMs => Clock.StreamTimeMs;

    /// <summary>Stream time as of the last commit.</summary>
    public long CommittedStreamTimeMs => _committedStreamTimeMs;

    /// <summary>Changes with every record processed and whenever stream time advances. Input offsets do not serve, because upstream tasks repeat their markers.</summary>
    public long Progress => Clock.StreamTimeMs + Delivered;

    public RecordMetadata Source => _current is { } input
        ? new(input.Partition.Topic, input.Partition.Partition, _currentOffset)
        : RecordMetadata.None;

    /// <summary>The number of records that the operators received since the task started.</summary>
    public long Delivered { get; private set; }

    /// <inheritdoc cref="TaskClosing.HasMoreDue"/>
    public bool HasMoreDue => _closing.HasMoreDue;

    /// <summary>Rows have waited long enough to be written.</summary>
    public bool IsWriteBackDue => State.IsWriteBackDue;

    public void MarkLate() => _isLate = true;

    public void MarkRejected(string reason) => _rejectedBy = reason;

    /// <summary>Whether an exception is a fault of the log, the state or the topology, and not of a record or an operator.</summary>
    public static bool IsEngineFailure(Exception error) => error is RecordLogException or StateException
        or StoreOwnershipException or UnwritableRecordException or OutOfMemoryException or TopologyException;

    public TaskInput InputOf(string topic)
    {
        foreach (var input in Inputs)
        {
            if (ReferenceEquals(input.Partition.Topic, topic) || input.Partition.Topic == topic)
            {
                return input;
            }
        }

        throw new InvalidOperationException($"Task {Name} received a record of {topic}, which it does not read.");
    }

    /// <summary>Prepares the task for its first batch.</summary>
    public void Start(TimeProvider time)
    {
        var ticks = time.GetTimestamp();
        BeginBatch(time.GetUtcNow().ToUnixTimeMilliseconds(), TurnClock.Milliseconds(time, ticks));
        Time.Upstreams?.StartWaiting(Time.NowMs);
        foreach (var input in Inputs)
        {
            input.LastRecordTicks = ticks;
        }
    }

    /// <summary>Moves the clocks of idle inputs, silent upstreams and punctuations on by a pause, so that none of them counts it.</summary>
    /// <param name="nowTicks">The present time, as a timestamp of the application's clock.</param>
    /// <param name="pausedTicks">The length of the pause, in ticks of such timestamps.</param>
    /// <param name="nowMs">The present time on the thread's clock, in milliseconds.</param>
    /// <param name="pausedMs">The length of the pause in milliseconds.</param>
    public void SkipPause(long nowTicks, long pausedTicks, long nowMs, long pausedMs)
    {
        foreach (var input in Inputs)
        {
            input.PostponeIdle(nowTicks, pausedTicks);
        }

        Time.Upstreams?.SkipPause(nowMs, pausedMs);
        _punctuations.SkipPause(pausedMs);
    }

    /// <summary>Starts a batch of records: reads the clocks once.</summary>
    /// <param name="wallClockMs">The wall clock, which bounds event times.</param>
    /// <param name="nowMs">The thread's clock, which never decreases.</param>
    public void BeginBatch(long wallClockMs, long nowMs)
    {
        _latestTimestampMs = wallClockMs + _maxFutureSkewMs;
        Time.NowMs = nowMs;
    }

    /// <summary>What the record waits for that <see cref="Process"/> has not processed; null when it has processed the last one.</summary>
    public SerdeNotReadyException? Awaited { get; private set; }

    /// <summary>Processes one record through the whole sub-topology, and counts it once.</summary>
    /// <returns>False when a serde is not ready: nothing was done, <see cref="Awaited"/> says why, and the record must be processed again.</returns>
    public bool Process(TaskInput input, in RawRecord record)
    {
        Awaited = null;
        _current = input;
        _currentOffset = record.Offset;
        _isLate = false;
        _rejectedBy = NoReason;
        _hasProcessed = true;
        if (!input.IsInternal)
        {
            Time.AreInputsQuiet = false;
            if (record.Key.Length + record.Value.Length > Environment.MaxRecordBytes)
            {
                _bad.Reject(input, in record, "oversized", null);
            }
            else
            {
                Deliver(input, in record);
            }
        }
        else if (!RepartitionFrame.TryRead(record.Value, record.TimestampMs, out var frame, out var length) || frame.Upstream >= input.UpstreamCount)
        {
            _bad.Reject(input, in record, "repartition-frame", null);
        }
        else
        {
            Time.Follow(input.FirstUpstream + frame.Upstream, frame.StreamTimeMs, frame.IsQuiet);
            if (!frame.IsMarker)
            {
                Deliver(input, new RawRecord(
                    record.Topic, record.Partition, record.Offset, record.TimestampMs, record.Key, record.HasKey, record.Value[length..], frame.HasValue,
                    record.Headers));
            }
        }

        _current = null;
        if (Awaited is not null)
        {
            return false;
        }

        input.NextOffset = record.Offset + 1;
        _closing.PunctuateIfDue();
        return true;
    }

    /// <summary>Advances the stream time of an input that was read to its end with the wall clock.</summary>
    public void FollowWallClock(TaskInput input, long wallClockMs)
    {
        if (Time.Upstreams is null)
        {
            AdvanceTo(wallClockMs);
        }
        else
        {
            Time.Follow(input.FirstUpstream, wallClockMs, isQuiet: false);
            _hasProcessed = true;
            _closing.CloseAndPunctuate();
        }
    }

    /// <summary>Stream time depends on other tasks, or other tasks' on this one.</summary>
    public bool ExchangesStreamTime => Time.Upstreams is not null || Time.Outputs.Count > 0;

    /// <summary>Whether all tasks that write an internal input are quiet.</summary>
    public bool AreUpstreamsQuiet(TaskInput input) => Time.Upstreams!.AreQuiet(input.FirstUpstream, input.UpstreamCount);

    /// <summary>Counters of open windows, sessions and the like, by operator.</summary>
    public IReadOnlyList<OpenHook> OpenCounters => Hooks.Open;

    /// <summary>
    /// Downstream tasks need not wait for this one: all inputs have been read to their ends, nothing arrives, and nothing is left to close,
    /// whose results would follow.
    /// </summary>
    public bool IsQuiet => Time.AreInputsQuiet && _closing.IsUpToDate;

    /// <summary>Notes whether all inputs have been read to their ends and nothing arrives.</summary>
    public void SetInputsQuiet(bool areQuiet) => Time.AreInputsQuiet = areQuiet;

    /// <summary>Continues without an upstream until it is heard again.</summary>
    public void LeaveOut(int upstream)
    {
        if (Time.Upstreams?.LeaveOut(upstream) == true)
        {
            _hasProcessed = true;
            _closing.CloseAndPunctuate();
        }
    }

    /// <summary>Requests a commit without a record when a marker to downstream tasks is due.</summary>
    public void CommitIfMustTell() => _hasProcessed |= Time.MustTell;

    /// <summary>Ends a batch of records: closes due entries, and fires punctuations.</summary>
    public void EndBatch(long wallClockMs) => _closing.EndBatch(wallClockMs);

    /// <summary>Moves stream time forward without a record.</summary>
    public void AdvanceTo(long timestampMs) => _closing.AdvanceTo(timestampMs);

    /// <inheritdoc cref="TaskClosing.TryCloseEverything"/>
    public bool TryCloseEverything() => _closing.TryCloseEverything();

    /// <summary>Adds a punctuation of a node.</summary>
    public void Add(string nodeName, Punctuation punctuation) => _punctuations.Add(nodeName, punctuation);

    /// <summary>Forwards held results, and sends stream time to downstream tasks. <see cref="Flush"/> must follow, with no record in between.</summary>
    public void ForwardHeld()
    {
        foreach (var beforeFlush in Hooks.Commit)
        {
            beforeFlush();
        }

        Time.Tell(_closing.ClosedUpToMs);
    }

    /// <summary>Serializes dirty entries into the changelogs.</summary>
    /// <remarks>
    /// Without a transaction, a crash may leave a part of the changelog records in the log. Records that are then processed again must not
    /// be late because of stream time that they advanced themselves, so changelog records carry the time of the previous commit.
    /// </remarks>
    public void Flush() => State.Flush(Environment.Producer.IsTransactional ? Clock.StreamTimeMs : _committedStreamTimeMs, Inputs, Rejected);

    /// <summary>Notes that the log has committed: passes on the counts and starts the next period.</summary>
    public void Committed(Action<StreamTask> collectCounts)
    {
        State.Committed();
        _committedStreamTimeMs = Clock.StreamTimeMs;
        collectCounts(this);
        Losses.Clear();
        Hooks.Clear();
        _firstTimestampMs = TaskClock.NotStarted;
        foreach (var input in Inputs)
        {
            input.CommittedOffset = input.NextOffset;
            input.Uncommitted.Clear();
        }

        _hasProcessed = false;
        _closing.Committed();
    }

    /// <summary>Writes the rows that are due, or all pending rows. Only when nothing is uncommitted.</summary>
    public void WriteBack(StateBatch batch, bool everything)
    {
        Debug.Assert(!HasUncommitted, "Uncommitted changes must not be written to rows.");
        if (State.WriteBack(batch, everything))
        {
            State.WriteCheckpoint(batch, Clock.StreamTimeMs, Inputs, _punctuations);
        }
    }

    /// <inheritdoc cref="TaskState.WriteBackPart"/>
    public void WriteBackPart(StateBatch batch, ref int most) => State.WriteBackPart(batch, ref most);

    /// <summary>Closes the task and discards uncommitted state.</summary>
    public void Close()
    {
        var failure = Hooks.CloseNodes();
        State.Discard();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void Deliver(TaskInput input, in RawRecord record)
    {
        Delivered++;
        if (_firstTimestampMs < 0)
        {
            _firstTimestampMs = record.TimestampMs;
        }

        State.AdvanceStreamTime(Clock.StreamTimeMs);
        var source = new SourceRecord(record.Key, record.HasKey, record.Value, record.HasValue, record.TimestampMs, record.Headers);

        // Event times in a repartition topic were checked by the task that wrote it, against a clock that may differ from this one.
        var (earliestMs, latestMs) = input.IsInternal ? (0, long.MaxValue) : (Environment.EarliestEventTimeMs, _latestTimestampMs);
        switch (input.Receiver.Deliver(in source, earliestMs, latestMs))
        {
            case SourceOutcome.Accepted:
                CountAccepted(input);
                break;
            case SourceOutcome.NotReady:
                Delivered--;
                Awaited = (SerdeNotReadyException)input.Receiver.Error!;
                break;
            case SourceOutcome.Rejected:
                _bad.Guard(input, in record, input.Receiver.Reason);
                break;
            case SourceOutcome.Failed when IsEngineFailure(input.Receiver.Error!):
                ExceptionDispatchInfo.Throw(input.Receiver.Error!);
                break;
            default:
                _bad.Reject(input, in record, input.Receiver.Reason, input.Receiver.Error);
                break;
        }
    }

    private void CountAccepted(TaskInput input)
    {
        if (_isLate)
        {
            input.Uncommitted.Late++;
        }
        else if (_rejectedBy.Length > 0)
        {
            input.Uncommitted.Rejected++;
            input.Uncommitted.AddReason(_rejectedBy);
        }
        else
        {
            input.Uncommitted.Processed++;
        }
    }
}
