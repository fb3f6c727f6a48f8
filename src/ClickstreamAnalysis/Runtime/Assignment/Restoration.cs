using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.State.Rows;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Assignment;

/// <summary>
/// Replays changelogs into the rows of tasks that are being taken over: only records that are not in the rows yet, and a slice at a time,
/// so that the thread keeps polling its group and processing its other tasks.
/// </summary>
internal sealed class Restoration(ThreadEnvironment environment, ILogger logger) : IRawRecordHandler, IDisposable
{
    private const int SliceRecords = 5_000;

    // Rows and index rows of some 20,000 records. The more are sorted together, the cheaper an insert is.
    private const int WorthApplyingBytes = 3 << 20;

    private readonly StreamsOptions _options = environment.Options;
    private readonly List<Restoring> _tasks = [];
    private readonly TransactionWaits _waits = new(environment.Options.TimeProvider, environment.Waits, logger);
    private SortingBatch? _batch;
    private ILogConsumer? _consumer;
    private bool _isReading;
    private Changelog? _last;

    public bool IsBusy => _tasks.Count > 0;

    /// <summary>The number of tasks that are being restored.</summary>
    public int Count => _tasks.Count;

    /// <summary>Changelog offsets still to replay.</summary>
    public long Remaining => _tasks.Sum(static task => task.Changelogs.Sum(static changelog => changelog.End - changelog.Store.NextOffset));

    public IEnumerable<TaskId> Tasks => _tasks.Select(task => task.Id);

    /// <summary>The tasks that are being restored, with the offsets that are replayed and those to replay in all.</summary>
    public IEnumerable<(TaskId Id, long Done, long Total)> Progress => _tasks.Select(static task =>
        (task.Id, task.Total - task.Changelogs.Sum(static changelog => changelog.End - changelog.Store.NextOffset), task.Total));

    public bool Contains(TaskId id) => _tasks.Exists(task => task.Id == id);

    /// <summary>Whether the rows contain all records that the changelogs hold now.</summary>
    public bool IsComplete(TaskState state) => state.Logged.All(store =>
        Consumer.QueryOffsets(store.Changelog, _options.RequestTimeout).End <= store.NextOffset);

    /// <summary>Changelog records replayed.</summary>
    public long Replayed { get; private set; }

    /// <summary>Begins to restore a task.</summary>
    public void Add(TaskId id, TaskState state)
    {
        var restoring = new Restoring(id, state, state.Checkpoint?.StreamTimeMs ?? TaskClock.NotStarted, _options.TimeProvider.GetUtcNow());
        foreach (var store in state.Logged)
        {
            var range = Consumer.QueryOffsets(store.Changelog, _options.RequestTimeout);
            var known = state.Checkpoint is { } checkpoint && checkpoint.Changelogs.TryGetValue(store.Name, out var next) ? next : (long?)null;
            if (known is null && range.Start > 0)
            {
                throw new ChangelogException(
                    id.ToString(), store.Name, store.Changelog, offset: null, range,
                    $"Task {id}: {store.Changelog} begins at offset {range.Start}: its first records were removed, by retention or by hand, so the state of '{store.Name}' cannot be rebuilt from it. "
                    + "Start on a machine that has the state directory, or restore the topic; otherwise give the application a new ApplicationId and let it read its input again.");
            }

            store.NextOffset = known ?? range.Start;
            if (store.NextOffset > range.End || store.NextOffset < range.Start)
            {
                throw new ChangelogException(
                    id.ToString(), store.Name, store.Changelog, store.NextOffset, range,
                    $"Task {id}: the local state of '{store.Name}' is at offset {store.NextOffset} of {store.Changelog}, which holds {range.Start} to {range.End}. "
                    + "The changelog was truncated or created again, so the state can be neither trusted nor completed. If the changelog is right, delete the state "
                    + "directory; if it was deleted by mistake, give the application a new ApplicationId and let it read its input again.");
            }

            if (store.NextOffset < range.End)
            {
                restoring.Changelogs.Add(new Changelog(restoring, store, range.End, state.Checkpoint?.Ends.GetValueOrDefault(store.Name) ?? 0));
            }
        }

        var missing = restoring.Changelogs.Sum(changelog => changelog.End - changelog.Store.NextOffset);
        restoring.Total = missing;
        if (state.Checkpoint is not null)
        {
            logger.RestoringLocalState(id, missing);
        }
        else if (missing > 0)
        {
            logger.RestoringAllState(id, missing);
        }

        _tasks.Add(restoring);
        if (restoring.Changelogs.Count > 0)
        {
            Reassign();
        }
    }

    public void Remove(TaskId id)
    {
        if (Contains(id))
        {
            if (_isReading)
            {
                // Once the task is closed, another thread may own its rows.
                Apply();
            }

            var removed = _tasks.Find(task => task.Id == id)!;
            _tasks.Remove(removed);
            Tell(removed, isComplete: false);
            Reassign();
        }
    }

    /// <summary>Discards all tasks and the records read for them, because the database may be closed.</summary>
    public void Abandon()
    {
        _tasks.Clear();
        NoteReading(false);
        _last = null;
        _consumer?.Assign([]);
    }

    /// <summary>Reads a slice, writes its rows when there are enough of them or a changelog ends, and returns the tasks that are complete.</summary>
    public IReadOnlyList<(TaskId Id, TaskState State)> Step(TimeSpan wait)
    {
        if (_isReading)
        {
            var before = Replayed;
            var mayHaveMore = ReadSlice(wait);
            NoteWaits(Replayed > before);
            if (Batch.WaitingBytes >= WorthApplyingBytes || (!mayHaveMore && _tasks.Exists(task => task.Changelogs.Exists(IsAtEnd))))
            {
                Apply();
            }
        }

        var done = _tasks.Where(task => task.Changelogs.Count == 0).ToArray();
        foreach (var task in done)
        {
            _tasks.Remove(task);
            Tell(task, isComplete: true);
        }

        return [.. done.Select(task => (task.Id, task.State))];
    }

    public void OnRecord(in RawRecord record)
    {
        var changelog = Find(record.Topic, record.Partition);
        if (changelog is null || !record.HasKey)
        {
            return;
        }

        var task = changelog.Task;
        changelog.Store.NextOffset = record.Offset + 1;
        task.HasNew = true;
        if (InputMark.Is(record.Key))
        {
            InputMark.Read(record.Value, task.Marked);
            task.IsFirstBeyond = false;
            return;
        }

        Restore(task.Id, changelog.Store, in record);
        task.StreamTimeMs = Math.Max(task.StreamTimeMs, record.TimestampMs);
        if (record.Offset >= changelog.NotedEnd)
        {
            // Marks are in the first changelog, behind the records that they cover.
            task.IsFirstBeyond |= changelog.Store == task.State.Logged[0];
            task.IsOtherBeyond |= changelog.Store != task.State.Logged[0];
        }

        Replayed++;
        task.Replayed++;
    }

    private void Restore(TaskId id, TaskState.LoggedStore store, in RawRecord record)
    {
        try
        {
            store.Store.Restore(Batch, record.Key, record.Value, record.HasValue);
        }
        catch (Exception error) when (error is not (StateException or OutOfMemoryException))
        {
            throw new StateException(
                $"Task {id}: the record at offset {record.Offset} of {store.Changelog} cannot be a row of the store '{store.Name}' ({error.GetType().Name}). The changelog was written by another "
                + "topology, or it is damaged. Start the application that wrote it, or give this one a new ApplicationId.",
                error)
            {
                StoreName = store.Name,
                TaskId = id.ToString(),
            };
        }
    }

    public void Dispose()
    {
        NoteReading(false);
        _consumer?.Dispose();
    }

    private void Tell(Restoring task, bool isComplete)
    {
        if (task.Replayed > 0)
        {
            environment.Telemetry.Restored(task.Id, task.Since, task.Replayed, isComplete);
        }
    }

    private SortingBatch Batch => _batch ??= new SortingBatch(environment.Database.CreateBatch());

    private ILogConsumer Consumer => _consumer ??= environment.Log.CreateConsumer(new LogConsumerOptions
    {
        ClientId = $"{_options.ApplicationId}-restore",
        OffsetReset = OffsetReset.Fail,
        MaxPollRecords = 1_000,
        QueueBytes = environment.Memory.ConsumerBytes,
    });

    /// <summary>Reads a slice; false when no more records are available now.</summary>
    private bool ReadSlice(TimeSpan wait)
    {
        for (var before = Replayed; Replayed - before < SliceRecords; wait = TimeSpan.Zero)
        {
            if (Consumer.Poll(wait, this) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private void NoteWaits(bool hasRead)
    {
        foreach (var task in _tasks)
        {
            foreach (var changelog in task.Changelogs)
            {
                var partition = changelog.Store.Changelog;
                if (hasRead || IsAtEnd(changelog) || !Consumer.IsAtEnd(partition))
                {
                    _waits.End(partition);
                }
                else
                {
                    _waits.Note(partition, $"Task {task.Id} is restored up to offset {Consumer.Position(partition)} of {partition} and waits for the rest, up to {changelog.End}: a transaction is open there");
                }
            }
        }
    }

    private void Apply()
    {
        foreach (var task in _tasks)
        {
            var complete = task.Changelogs.RemoveAll(changelog =>
            {
                if (!IsAtEnd(changelog))
                {
                    return false;
                }

                changelog.Store.NextOffset = Math.Max(changelog.Store.NextOffset, changelog.End);
                return true;
            });

            if (task.HasNew || complete > 0)
            {
                task.State.WriteRestored(Batch, task.StreamTimeMs, task.Marked, task.IsFirstBeyond || (task.IsOtherBeyond && task.Marked.Count == 0));
                task.HasNew = false;
            }
        }

        environment.Database.Apply(Batch.InOrder());
        Batch.Clear();
        Reassign();
    }

    /// <summary>Compares positions and not records, because transaction markers may follow the last record.</summary>
    private bool IsAtEnd(Changelog changelog) => Consumer.Position(changelog.Store.Changelog) >= changelog.End;

    private void Reassign()
    {
        _last = null;
        NoteReading(_tasks.Exists(task => task.Changelogs.Count > 0));
        var wanted = _tasks.SelectMany(task => task.Changelogs).Select(changelog => changelog.Store.Changelog).ToHashSet();
        if (!wanted.SetEquals(Consumer.Assignment))
        {
            Consumer.Assign([.. _tasks.SelectMany(task => task.Changelogs)
                .Select(changelog => new TopicPartitionOffset(changelog.Store.Changelog, changelog.Store.NextOffset))]);
        }
    }

    private void NoteReading(bool isReading)
    {
        if (isReading != _isReading)
        {
            _isReading = isReading;
            environment.Memory.ChangeRestoring(isReading ? 1 : -1);
        }

        if (!isReading)
        {
            _batch?.Dispose();
            _batch = null;
        }
    }

    private Changelog? Find(string topic, int partition)
    {
        if (_last is { } last && last.Store.Changelog.Partition == partition && last.Store.Changelog.Topic == topic)
        {
            return last;
        }

        foreach (var task in _tasks)
        {
            foreach (var changelog in task.Changelogs)
            {
                if (changelog.Store.Changelog.Partition == partition && changelog.Store.Changelog.Topic == topic)
                {
                    return _last = changelog;
                }
            }
        }

        return null;
    }

    private sealed class Restoring(TaskId id, TaskState state, long streamTimeMs, DateTimeOffset since)
    {
        public TaskId Id => id;

        public TaskState State => state;

        /// <summary>Changelog offsets to replay.</summary>
        public long Total { get; set; }

        public DateTimeOffset Since => since;

        /// <summary>Changelog records replayed.</summary>
        public long Replayed { get; set; }

        public List<Changelog> Changelogs { get; } = [];

        public long StreamTimeMs { get; set; } = streamTimeMs;

        public bool HasNew { get; set; }

        /// <summary>The input offsets of the last mark that was replayed.</summary>
        public Dictionary<string, long> Marked { get; } = [];

        /// <summary>The first changelog had records that neither a mark nor the checkpoint's input offsets cover.</summary>
        public bool IsFirstBeyond { get; set; }

        /// <summary>Another changelog had such records, and there is no mark.</summary>
        public bool IsOtherBeyond { get; set; }
    }

    private sealed record Changelog(Restoring Task, TaskState.LoggedStore Store, long End, long NotedEnd);
}
