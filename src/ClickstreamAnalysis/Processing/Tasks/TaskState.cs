using System.Buffers;
using System.Text.Json;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The stores of one task, their changelogs, and the checkpoint with their offsets.</summary>
internal sealed class TaskState
{
    public const string MetaTable = "meta";

    private readonly string _task;
    private readonly byte[] _row;
    private readonly StateTable _meta;
    private readonly Dictionary<string, TaskStore> _stores = [];
    private readonly List<LoggedStore> _logged = [];
    private readonly TaskProducer _producer;
    private readonly ChangelogWriter _changelog;
    private readonly TaskStore[] _timed;
    private readonly WriteBackSchedule _schedule;
    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private readonly ArrayBufferWriter<byte> _mark = new(256);
    private readonly Utf8JsonWriter _json;
    private readonly bool _checksOwnership;

    // The changelog offsets that the rows include; null before the first commit.
    private long[]? _written;
    private bool _hasNewCheckpoint;
    private readonly int _partition;

    public TaskState(TaskId id, IReadOnlyList<StoreBuilder> builders, TaskEnvironment environment)
    {
        _task = id.ToString();
        _partition = id.Partition;
        _row = TaskCheckpoint.RowOf(id);
        _json = new Utf8JsonWriter(_buffer);
        _producer = environment.Producer;
        _checksOwnership = environment.ChecksOwnership;
        _changelog = new ChangelogWriter(_producer);
        _meta = environment.Database.OpenTable(MetaTable);
        foreach (var builder in builders)
        {
            var store = builder.Create(new StoreContext(environment.Database, id.Partition, environment.MaxLiveEntries)
            {
                Task = id.ToString(),
                LiveMemory = environment.LiveMemory,
                ChecksOwnership = environment.ChecksOwnership,
            });
            _stores.Add(builder.Name, store);
            if (builder.IsLogged)
            {
                var changelog = environment.InternalTopic($"{builder.Name}-changelog");
                _logged.Add(new LoggedStore(builder.Name, store, new(changelog, id.Partition), environment.LimitOf(changelog)));
            }
        }

        // The rows of a store without a changelog cannot be restored from anywhere else.
        _schedule = new WriteBackSchedule(_logged.Count == _stores.Count ? environment.WriteBackDelay : TimeSpan.Zero, environment.TimeProvider);
        _timed = [.. _stores.Values.Where(store => store.FollowsStreamTime)];
        Checkpoint = TaskCheckpoint.Read(_meta, id);
    }

    /// <summary>The checkpoint of the rows; null when there are none.</summary>
    public TaskCheckpoint? Checkpoint { get; private set; }

    public IReadOnlyList<LoggedStore> Logged => _logged;

    /// <summary>Records the changes of each commit for queries; null until the first query.</summary>
    public TaskRecording? Recording { get; private set; }

    /// <summary>All stores.</summary>
    public IReadOnlyCollection<TaskStore> Stores => _stores.Values;

    /// <summary>The task has stores.</summary>
    public bool HasStores => _stores.Count > 0;

    /// <summary>
    /// Whether anything was ever written to the state, even if it was removed since. Known once the state is restored, because the group's
    /// offsets are committed before a task writes to a changelog for the first time.
    /// </summary>
    public bool WasUsed => Checkpoint is not null || _logged.Exists(static store => store.NextOffset > 0);

    /// <summary>Whether a store has changes that are not committed.</summary>
    public bool IsDirty
    {
        get
        {
            foreach (var store in _stores.Values)
            {
                if (store.IsDirty)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether rows are due, or are written and not yet in the checkpoint.</summary>
    public bool IsWriteBackDue => _schedule.IsDue;

    /// <summary>Whether a store needs <see cref="AdvanceStreamTime"/> before the record that advances stream time is processed.</summary>
    public bool FollowsStreamTime => _timed.Length > 0;

    /// <summary>Removes entries past their retention, so that the entries a processor finds depend only on the records before.</summary>
    public void AdvanceStreamTime(long streamTimeMs)
    {
        foreach (var store in _timed)
        {
            store.AdvanceStreamTime(streamTimeMs);
        }
    }

    public TaskStore Store(string name) => _stores[name];

    /// <summary>Begins to record the changes of each commit. Nothing may be uncommitted, and no row may be pending.</summary>
    public void StartRecording() => Recording = new TaskRecording(_stores.Keys, _partition);

    /// <summary>Drops the recorded changes that the rows include by now; whether there were any.</summary>
    public bool DropWritten() => Recording?.Written(_schedule.Written) == true;

    /// <summary>Makes the oldest recorded changes due, so that this much memory is free once the rows include them.</summary>
    public void FreeRecording(long bytes) => _schedule.Hasten(Recording?.GenerationToFree(bytes) ?? 0);

    /// <summary>Serializes dirty entries into the changelogs.</summary>
    /// <param name="streamTimeMs">The stream time that the changelog records carry.</param>
    /// <param name="inputs">The task's inputs, whose offsets are recorded.</param>
    /// <param name="unwritable">Decides on entries that a changelog cannot take.</param>
    public void Flush(long streamTimeMs, TaskInput[] inputs, UnwritableRecords unwritable)
    {
        if (_checksOwnership)
        {
            foreach (var store in _stores.Values)
            {
                store.CheckOwnership();
            }
        }

        // Changelog records carry stream time, so that a task restored on an empty disk has it.
        _changelog.TimestampMs = Math.Max(0, streamTimeMs);
        _changelog.Unwritable = unwritable;
        var hasChanged = false;
        foreach (var logged in _logged)
        {
            if (logged.Store.IsDirty)
            {
                _changelog.Store = logged;
                Flush(logged.Store, _changelog);
                hasChanged = true;
            }
        }

        if (Recording is not null && _logged.Count < _stores.Count)
        {
            foreach (var store in _stores.Values.Where(store => store.IsDirty && !_logged.Exists(logged => logged.Store == store)))
            {
                Flush(store, changelog: null);
            }
        }

        // Without a transaction, a crash may leave the mark in the log without the changes before it.
        if (hasChanged && _producer.IsTransactional)
        {
            _mark.ResetWrittenCount();
            InputMark.Write(_mark, inputs);
            _changelog.Store = _logged[0];
            _ = _changelog.TryWrite(InputMark.Key, _mark.WrittenSpan, hasValue: true);
        }
    }

    private void Flush(TaskStore store, IChangelogWriter? changelog)
    {
        try
        {
            store.Flush(Recording?.Begin(store.Name, changelog) ?? changelog);
        }
        catch (Exception error) when (!StreamTask.IsEngineFailure(error))
        {
            throw OperatorException.OfStore(store.Name, _task, error);
        }
    }

    /// <summary>Notes that the log has committed the flushed changes.</summary>
    public void Committed()
    {
        _written ??= NextOffsets();
        foreach (var logged in _logged)
        {
            logged.NextOffset = Math.Max(logged.NextOffset, _producer.LastOffset(logged.Changelog) + 1);
        }

        var generation = _schedule.Committed(NextOffsets());
        foreach (var store in _stores.Values)
        {
            store.Committed(generation);
        }

        Recording?.Committed(generation);
        _hasNewCheckpoint = true;
    }

    /// <summary>Adds the rows to the batch that were due at the previous call and are not written yet.</summary>
    /// <param name="batch">Where to add.</param>
    /// <param name="everything">Writes all pending rows, so that the next owner has nothing to replay.</param>
    /// <returns>Whether the checkpoint changes; then <see cref="WriteCheckpoint"/> must follow, into the same batch.</returns>
    public bool WriteBack(StateBatch batch, bool everything)
    {
        _hasNewCheckpoint |= _schedule.Advance(everything);
        foreach (var store in _stores.Values)
        {
            store.WriteBack(batch, _schedule.Written);
        }

        return _hasNewCheckpoint;
    }

    /// <summary>Adds some of the rows that were due at the last commit to the batch, so that the next <see cref="WriteBack"/> has fewer.</summary>
    /// <param name="batch">Where to add.</param>
    /// <param name="most">The most rows to write; reduced by the number written.</param>
    public void WriteBackPart(StateBatch batch, ref int most)
    {
        foreach (var store in _stores.Values)
        {
            store.WriteBackPart(batch, _schedule.Due, ref most);
        }
    }

    /// <summary>
    /// Adds the checkpoint: stream time and inputs as of the last commit, and the changelog offsets from which a replay restores changes that
    /// the rows do not have yet.
    /// </summary>
    public void WriteCheckpoint(StateBatch batch, long streamTimeMs, TaskInput[] inputs, Punctuations punctuations)
    {
        _written = _schedule.WrittenEnds ?? _written!;
        Checkpoint ??= new TaskCheckpoint();
        for (var i = 0; i < _logged.Count; i++)
        {
            Checkpoint.Changelogs[_logged[i].Name] = _written[i];
        }

        punctuations.Store(Checkpoint.Punctuations);
        foreach (var input in inputs)
        {
            if (input.NextOffset is { } next)
            {
                Checkpoint.Inputs[input.Partition.Topic] = next;
            }
        }

        NoteEnds(Checkpoint);
        Write(batch, Checkpoint, streamTimeMs);
        _hasNewCheckpoint = false;
    }

    /// <summary>Adds a checkpoint of the state restored so far.</summary>
    /// <param name="batch">Where to add.</param>
    /// <param name="streamTimeMs">The stream time of the restored state.</param>
    /// <param name="marked">The input offsets of the last mark that was replayed; empty when there was none.</param>
    /// <param name="isBeyond">Records were replayed from beyond that mark, or without one from beyond <see cref="TaskCheckpoint.Ends"/>.</param>
    public void WriteRestored(StateBatch batch, long streamTimeMs, Dictionary<string, long> marked, bool isBeyond)
    {
        Checkpoint ??= new TaskCheckpoint();
        Checkpoint.IsBehindRows = isBeyond || (marked.Count == 0 && Checkpoint.IsBehindRows);
        foreach (var (topic, next) in marked)
        {
            Checkpoint.Inputs[topic] = next;
        }

        foreach (var logged in _logged)
        {
            Checkpoint.Changelogs[logged.Name] = logged.NextOffset;
        }

        Write(batch, Checkpoint, streamTimeMs);
    }

    /// <summary>Notes that the state is complete and that reading starts at these offsets, which makes the inputs of the checkpoint exact.</summary>
    /// <returns>Whether the checkpoint changed; it is in the batch then.</returns>
    public bool WriteStarts(StateBatch batch, IReadOnlyList<TopicPartitionOffset> starts)
    {
        if (Checkpoint is not { } checkpoint
            || (!checkpoint.IsBehindRows && starts.All(start => checkpoint.Inputs.TryGetValue(start.Partition.Topic, out var known) && known == start.Offset)))
        {
            return false;
        }

        NoteEnds(checkpoint);
        foreach (var start in starts)
        {
            checkpoint.Inputs[start.Partition.Topic] = start.Offset;
        }

        Write(batch, checkpoint, checkpoint.StreamTimeMs);
        return true;
    }

    public void Discard()
    {
        foreach (var store in _stores.Values)
        {
            store.Discard();
        }
    }

    /// <summary>Adds the deletion of every row to the batch, so that the state is restored from its changelogs.</summary>
    public void Wipe(StateBatch batch)
    {
        foreach (var store in _stores.Values)
        {
            store.Wipe(batch);
        }

        batch.Delete(_meta, _row);
        Checkpoint = null;
    }

    private void Write(StateBatch batch, TaskCheckpoint checkpoint, long streamTimeMs)
    {
        checkpoint.StreamTimeMs = streamTimeMs;
        _buffer.ResetWrittenCount();
        _json.Reset();
        checkpoint.WriteTo(_json);
        _json.Flush();
        batch.Put(_meta, _row, _buffer.WrittenSpan);
    }

    private void NoteEnds(TaskCheckpoint checkpoint)
    {
        checkpoint.IsBehindRows = false;
        foreach (var logged in _logged)
        {
            checkpoint.Ends[logged.Name] = logged.NextOffset;
        }
    }

    private long[] NextOffsets()
    {
        var offsets = new long[_logged.Count];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = _logged[i].NextOffset;
        }

        return offsets;
    }

    /// <summary>A store with a changelog.</summary>
    public sealed class LoggedStore(string name, TaskStore store, TopicPartition changelog, TopicLimit limit)
    {
        /// <summary>The limit of the changelog's records.</summary>
        public TopicLimit Limit => limit;

        public string Name => name;

        public TaskStore Store => store;

        public TopicPartition Changelog => changelog;

        /// <summary>The next changelog offset to restore, and later the one after the last commit.</summary>
        public long NextOffset { get; set; }
    }

    private sealed class ChangelogWriter(TaskProducer producer) : IChangelogWriter
    {
        public LoggedStore Store { get; set; } = null!;

        public UnwritableRecords Unwritable { get; set; } = null!;

        public long TimestampMs { get; set; }

        public bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue)
        {
            if (key.Length + value.Length > Store.Limit.MaxRecordBytes)
            {
                Reject(OutputGuard.TooLarge, key, value, error: null);
                return false;
            }

            producer.Produce(new RawRecord(
                Store.Changelog.Topic, Store.Changelog.Partition, -1, TimestampMs, key, hasKey: true, value, hasValue));
            return true;
        }

        public void Reject(string reason, Exception error) => Reject(reason, default, default, error);

        private void Reject(string reason, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Exception? error) =>
            Unwritable.Reject(Store.Name, reason, Store.Changelog.Topic, Store.Limit, key, value, headers: null, error);
    }
}
