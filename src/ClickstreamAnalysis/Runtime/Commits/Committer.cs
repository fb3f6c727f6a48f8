using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Tasks;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Runtime.Commits;

/// <summary>Commits the work of a thread's tasks to the log: results, changelogs and offsets. Then writes rows and checkpoints.</summary>
internal sealed class Committer(
    ThreadEnvironment environment, ThreadProducer producer, ILogConsumer consumer, TaskTable tasks, RepartitionPurge purge, Recordings recordings) : IDisposable
{
    // Bounds how long an arriving record waits for row writes: 0.2 to 0.3 ms on a slow machine.
    private const int RowsAtOnce = 64;

    // Offsets move without records only past transaction markers and aborted records: rarely, so not each move is worth a transaction.
    private static readonly TimeSpan s_movedInterval = TimeSpan.FromSeconds(10);

    private StateBatch? _batch;
    private readonly List<TopicPartitionOffset> _offsets = [];
    private readonly List<StreamTask> _changed = [];
    private readonly Action<StreamTask> _collectCounts = environment.Metrics.AddCounts;

    // The rows that were due at the last commit are written for all tasks before this one.
    private int _firstToWrite;

    private long _movedAt = environment.Options.TimeProvider.GetTimestamp();

    /// <summary><see cref="WriteBackPart"/> may have rows to write.</summary>
    public bool HasMoreRows => _firstToWrite < tasks.All.Length;

    /// <summary>Commits; false when there was nothing to commit.</summary>
    /// <param name="isLast">Whether partitions are revoked next, so that no later commit could report a failure of this one.</param>
    public bool Commit(bool isLast) => Commit(isLast, withMoved: isLast);

    /// <summary>
    /// While nothing is uncommitted: commits the offsets of inputs that moved past transaction markers, at intervals. Otherwise retention could
    /// pass the committed offset although every record was read.
    /// </summary>
    public void CommitMoved()
    {
        if (environment.Options.TimeProvider.GetElapsedTime(_movedAt) >= s_movedInterval)
        {
            _movedAt = environment.Options.TimeProvider.GetTimestamp();
            Commit(isLast: false, withMoved: true);
        }
    }

    private bool Commit(bool isLast, bool withMoved)
    {
        FindChanged(withMoved);
        if (_changed.Count == 0)
        {
            return false;
        }

        var scope = environment.Telemetry.BeginCommit(_changed);
        try
        {
            CommitChanged(isLast);
        }
        catch (Exception error)
        {
            scope.End(error);
            throw;
        }

        scope.End(error: null);
        environment.Metrics.AddCommit();
        return true;
    }

    private void CommitChanged(bool isLast)
    {
        foreach (var task in _changed)
        {
            task.ForwardHeld();
        }

        producer.SettleResults();
        _offsets.Clear();
        foreach (var task in _changed)
        {
            task.Flush();
            foreach (var input in task.Inputs)
            {
                if (input.NextOffset is { } next)
                {
                    _offsets.Add(new(input.Partition, next));
                }
            }
        }

        producer.Commit(_offsets, consumer);

        // The log has committed. If the process ends before the rows are written, the changelog's tail is replayed.
        foreach (var task in _changed)
        {
            environment.Telemetry.Committed(task);
            task.Committed(_collectCounts);
        }

        environment.Tasks.Publish(_changed);
        if (!producer.IsTransactional)
        {
            CommitOffsets(isLast);
        }

        recordings.MakeRoom();

        // Removed entries are held until their rows are deleted, so under memory pressure all rows are written.
        WriteBack(everything: environment.Memory.Live.IsPressed || recordings.MustWriteEverything);

        foreach (var task in _changed)
        {
            foreach (var input in task.Inputs)
            {
                purge.Consider(input, isConfirmed: producer.IsTransactional || isLast);
            }
        }
    }

    /// <summary>Between commits: writes a few of the rows that are due, which the next commit then need not write.</summary>
    /// <returns>Whether a row was written.</returns>
    public bool WriteBackPart()
    {
        if (!HasMoreRows)
        {
            return false;
        }

        var batch = EmptyBatch();
        for (var most = RowsAtOnce; HasMoreRows; _firstToWrite++)
        {
            tasks.All[_firstToWrite].Task.WriteBackPart(batch, ref most);
            if (most == 0)
            {
                break;
            }
        }

        return Apply(batch);
    }

    /// <summary>While nothing is uncommitted: writes the rows that are due, also of tasks without new records.</summary>
    public void WriteBackDue()
    {
        if (recordings.MustStart)
        {
            WriteBack(everything: true);
        }
        else if (!WriteBackPart() && Array.Exists(tasks.All, static running => running.Task.IsWriteBackDue))
        {
            WriteBack(everything: false);
        }
    }

    /// <summary>
    /// Writes rows of all tasks, as of the last commit. Nothing may be uncommitted. All tasks take part, so that idle ones evict entries, too,
    /// when memory is short.
    /// </summary>
    public void WriteBack(bool everything)
    {
        var batch = EmptyBatch();
        foreach (var running in tasks.All)
        {
            running.Task.WriteBack(batch, everything);
        }

        Apply(batch);
        _firstToWrite = 0;
        recordings.Written(everything);
    }

    /// <summary>Discards unwritten rows: tasks are closed, and the database may be closed.</summary>
    public void Abandon()
    {
        _batch?.Dispose();
        _batch = null;
        _firstToWrite = 0;
        recordings.Abandon();
    }

    public void Dispose() => Abandon();

    private StateBatch EmptyBatch()
    {
        _batch ??= environment.Database.CreateBatch();
        _batch.Clear();
        return _batch;
    }

    /// <summary>Applies a batch unless it is empty; whether it was applied.</summary>
    private bool Apply(StateBatch batch)
    {
        if (batch.IsEmpty)
        {
            return false;
        }

        environment.Database.Apply(batch);
        return true;
    }

    private void FindChanged(bool withMoved)
    {
        _changed.Clear();
        foreach (var running in tasks.All)
        {
            MoveOffsets(running);
            if (running.Task.MustCommit(withMoved))
            {
                _changed.Add(running.Task);
            }
        }
    }

    /// <summary>Moves input offsets past the last record when only transaction markers follow.</summary>
    private void MoveOffsets(RunningTask running)
    {
        for (var i = 0; i < running.Task.Inputs.Length; i++)
        {
            var input = running.Task.Inputs[i];
            if (running.WaitingOf(i) == 0 && consumer.Position(input.Partition) is { } position && position > input.NextOffset)
            {
                input.NextOffset = position;
            }
        }
    }

    private void CommitOffsets(bool isLast)
    {
        if (isLast)
        {
            consumer.Commit(_offsets);
        }
        else
        {
            consumer.BeginCommit(_offsets);
        }
    }
}
