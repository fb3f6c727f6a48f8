using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Tasks;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Runtime.Commits;

/// <summary>Commits what the tasks of a thread have done: results, changelogs and offsets in the log. Rows and checkpoints follow.</summary>
internal sealed class Committer(
    ThreadEnvironment environment, ThreadProducer producer, ILogConsumer consumer, TaskTable tasks, RepartitionPurge purge) : IDisposable
{
    // No record that comes meanwhile waits longer for it: 0.2 to 0.3 ms on a slow machine.
    private const int RowsAtOnce = 64;

    // Offsets move without records only past what readers are not given: rarely, and it is not worth a transaction each time.
    private static readonly TimeSpan s_movedInterval = TimeSpan.FromSeconds(10);

    private StateBatch? _batch;
    private readonly List<TopicPartitionOffset> _offsets = [];
    private readonly List<StreamTask> _changed = [];
    private readonly Action<StreamTask> _collectCounts = environment.Metrics.AddCounts;

    // Of the tasks before this one all rows are written whose time had come at the last commit.
    private int _firstToWrite;

    private long _movedAt = environment.Options.TimeProvider.GetTimestamp();

    /// <summary>There may be rows for <see cref="WriteBackPart"/>.</summary>
    public bool HasMoreRows => _firstToWrite < tasks.All.Length;

    /// <summary>Commits; false when there was nothing to commit.</summary>
    /// <param name="isLast">Partitions are about to be given up, so that no later commit could say that this one failed.</param>
    public bool Commit(bool isLast) => Commit(isLast, withMoved: isLast);

    /// <summary>
    /// While nothing is uncommitted: commits the offsets of inputs that were read on past markers of transactions, now and then.
    /// Else they would be left behind by retention although every record was read.
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

        // From here on the log has it. If the process ends before its rows are written, the changelog's tail is replayed.
        foreach (var task in _changed)
        {
            task.Committed(_collectCounts);
        }

        if (!producer.IsTransactional)
        {
            CommitOffsets(isLast);
        }

        // Removed entries stay until their rows are deleted, so under pressure no row waits.
        WriteBack(everything: environment.Memory.Live.IsPressed);

        foreach (var task in _changed)
        {
            foreach (var input in task.Inputs)
            {
                purge.Consider(input, isConfirmed: producer.IsTransactional || isLast);
            }
        }

        environment.Metrics.AddCommit();
        return true;
    }

    /// <summary>Between commits: writes a few of the rows that have lagged behind long enough, so that the next commit need not.</summary>
    /// <returns>Whether there were any.</returns>
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

    /// <summary>While nothing is uncommitted: writes rows that have lagged behind long enough, also of tasks that nothing comes for any more.</summary>
    public void WriteBackDue()
    {
        if (!WriteBackPart() && Array.Exists(tasks.All, static running => running.Task.IsWriteBackDue))
        {
            WriteBack(everything: false);
        }
    }

    /// <summary>
    /// Writes rows of all tasks, as of the last commit. Nothing may be uncommitted. All tasks take part: memory that is short is
    /// given up by those that do not need it now, too.
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
    }

    /// <summary>Forgets what was to be written: tasks are given up, and the database may be closed.</summary>
    public void Abandon()
    {
        _batch?.Dispose();
        _batch = null;
        _firstToWrite = 0;
    }

    public void Dispose() => Abandon();

    private StateBatch EmptyBatch()
    {
        _batch ??= environment.Database.CreateBatch();
        _batch.Clear();
        return _batch;
    }

    /// <summary>Whether there was anything.</summary>
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

    /// <summary>Takes note of offsets behind the last record that hold nothing to read.</summary>
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
