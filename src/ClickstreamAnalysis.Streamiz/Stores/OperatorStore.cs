using System.Buffers;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Tables;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.Errors;
using Streamiz.Kafka.Net.SerDes;
using Streamiz.Kafka.Net.State;

namespace ClickstreamAnalysis.Streamiz.Stores;

/// <summary>
/// The store of an operator in one Streamiz task: the table that the operator works on, a RocksDB store of Streamiz for its rows, and
/// stream time.
/// </summary>
/// <remarks>
/// Changes stay in memory until Streamiz flushes its stores, which is the first step of a commit. Then they are written to the changelog and
/// to RocksDB. Streamiz uses one object for all tasks of a partition, one after the other, so everything is created by <see cref="Init"/>.
/// </remarks>
internal sealed class OperatorStore(StoreBuilder builder, StreamizOptions options, LiveMemory memory, bool keepsRows, IStreamConfig config) : IStreamizStore
{
    private const string Folder = "clickstream";
    private const string TimeTable = "time";

    // The type is not public. Streamiz throws it when another instance has taken the task over, and does not ask the handler.
    private const string TaskMigrated = "TaskMigratedException";

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private RocksDbKeyValueStore? _rows;
    private StreamizDatabase? _database;
    private StateTable? _times;
    private IStreamizChangelog? _changelog;
    private ChangelogWriter? _writer;
    private TaskStore? _table;
    private TaskClock? _clock;
    private long _generation;
    private long _writtenTimeMs;
    private long _recordTimeMs;
    private Exception? _failure;
    private bool _isGivenUp;

    public string Name => builder.Name;

    /// <summary>Whether a task continues with the local rows of the one before.</summary>
    /// <remarks>
    /// Streamiz does not roll local rows back when a transaction aborts. Under exactly-once, a store that says it is not persistent is
    /// restored from its changelog from the start, where only committed records are read.
    /// </remarks>
    public bool Persistent => keepsRows;

    public bool IsLocally => true;

    public bool IsOpen => _rows is { IsOpen: true };

    /// <summary>The table of the operator; an object of its own for each task.</summary>
    public TaskStore Table => _table ?? throw NotInitialized();

    /// <summary>Stream time of the operator in this task.</summary>
    public TaskClock Clock => _clock ?? throw NotInitialized();

    /// <summary>Advances stream time by a record.</summary>
    public void Advance(long timestampMs)
    {
        Clock.Advance(timestampMs);
        _recordTimeMs = Clock.StreamTimeMs;
    }

    public void Init(ProcessorContext context, IStreamizStore root)
    {
        if (!keepsRows)
        {
            DeleteRows(context);
        }

        _rows = new RocksDbKeyValueStore(Name, "rocksdb-state", Folder);
        _rows.Init(context, new LocalRows($"{Name}:rows"));
        _database = new StreamizDatabase(_rows);
        _times = _database.OpenTable(TimeTable);
        _table = builder.Create(new StoreContext(_database, Partition: 0, options.MaxLiveEntries) { Task = context.Id.ToString(), LiveMemory = memory });
        _changelog = CreateChangelog();
        _changelog.Init(context, root);
        _writer = new ChangelogWriter(_changelog);
        _clock = new TaskClock();
        _generation = 0;
        (_failure, _isGivenUp) = (null, false);
        SetTime(ReadTime());
        context.Register(root, (key, value, _) => Restore(key.Get, value));
    }

    /// <summary>Whether a record was processed in part, so that no commit may follow.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>Notes that a record was processed in part.</summary>
    public void Fail(Exception error)
    {
        _failure ??= error;
        _isGivenUp = error.GetType().Name == TaskMigrated
            || (error is not (DeserializationException or ProductionException) && config.InnerExceptionHandler?.Invoke(error) == ExceptionHandlerResponse.CONTINUE);
    }

    public void Flush()
    {
        if (_failure is { } failure)
        {
            if (_isGivenUp)
            {
                // Streamiz closes its tasks without committing offsets, and repeats everything since the last commit.
                return;
            }

            // Streamiz commits before it stops. That would commit changes of the record that failed, but not its offset.
            Close();
            throw new InvalidOperationException(
                $"The operator '{Name}' failed within a record, so its task must not commit: correct the cause and restart, which repeats everything since the last commit.",
                failure);
        }

        // Streamiz also flushes when it closes a task, after the last commit. Nothing may be written then: it would begin a transaction that
        // nobody ends. So a time that only followed the wall clock is written with the next change.
        if (!IsOpen || (!Table.IsDirty && _recordTimeMs == _writtenTimeMs))
        {
            return;
        }

        Table.Flush(_writer);
        Table.Committed(++_generation);
        using var batch = _database!.CreateBatch();
        Table.WriteBack(batch, _generation);
        if (Clock.StreamTimeMs != _writtenTimeMs)
        {
            _writer!.WriteStreamTime(Clock.StreamTimeMs);
            batch.Put(_times!, [], ChangelogRecords.StreamTime(Clock.StreamTimeMs));
            _recordTimeMs = _writtenTimeMs = Clock.StreamTimeMs;
        }

        _database.Apply(batch);
        if (keepsRows)
        {
            _rows!.Flush();
        }
    }

    public void Close()
    {
        _table?.Discard();
        _changelog?.Close();
        _rows?.Close();
        _changelog = null;
    }

    private void Restore(byte[] key, byte[]? value)
    {
        using var batch = _database!.CreateBatch();
        if (ChangelogRecords.IsStreamTime(key) && ChangelogRecords.ReadStreamTime(value) is { } timeMs)
        {
            batch.Put(_times!, [], value);
            SetTime(timeMs);
        }
        else if (ChangelogRecords.TryReadRowKey(key, out var rowKey))
        {
            Table.Restore(batch, rowKey, value, hasValue: value is not null);
        }

        _database.Apply(batch);
    }

    private void SetTime(long timeMs)
    {
        Clock.Restore(timeMs);
        _recordTimeMs = _writtenTimeMs = timeMs;
    }

    private long ReadTime()
    {
        _buffer.ResetWrittenCount();
        return _times!.TryGet([], _buffer) ? ChangelogRecords.ReadStreamTime(_buffer.WrittenSpan) ?? TaskClock.NotStarted : TaskClock.NotStarted;
    }

    /// <summary>A store of Streamiz that writes to the changelog of this one, and keeps no rows of its own.</summary>
    private IStreamizChangelog CreateChangelog()
    {
        var changelog = new StreamizChangelogBuilder(new NoRowsSupplier(Name), new ByteArraySerDes(), new ByteArraySerDes());
        changelog.WithLoggingEnabled(options.ChangelogConfig.ToDictionary()).WithCachingDisabled().CacheExplicitlySet();
        return changelog.Build(config);
    }

    private void DeleteRows(ProcessorContext context)
    {
        var directory = Path.Combine(context.StateDir, Folder, Name);
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private InvalidOperationException NotInitialized() => new($"The store '{Name}' is used before its task has initialized it.");
}
