using ClickstreamAnalysis.Runtime.Assignment;
using ClickstreamAnalysis.Runtime.Commits;
using ClickstreamAnalysis.Runtime.Instances;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Whether a thread can run tasks: the state database is sound and open to it, and the disk of the log has room. While it is not, the
/// thread holds no task, keeps its place in the group, and processes nothing.
/// </summary>
internal sealed class Readiness(ThreadEnvironment environment, ThreadProducer producer, TaskTakeover takeover, Committer committer)
{
    private readonly SharedDatabase _database = environment.Shared;
    private bool _hasEntered;
    private bool _isLogFull;
    private long _producerTriedAt;

    /// <summary>The thread may hold tasks, as far as it knows.</summary>
    public bool IsReady => _hasEntered && !_isLogFull;

    /// <summary>Takes note of damaged state or a full disk, and gives up all tasks with what they have not committed.</summary>
    /// <exception cref="StreamsException">The disk was full for too long.</exception>
    /// <exception cref="StateException">The fault cannot be repaired.</exception>
    public void Note(Exception fault)
    {
        try
        {
            if (fault is StateException state)
            {
                _database.Report(state);
                return;
            }

            if (!_isLogFull)
            {
                _isLogFull = true;
                _producerTriedAt = environment.Options.TimeProvider.GetTimestamp();
            }

            environment.LogDisk.Continue(fault);
        }
        finally
        {
            GiveUpTasks();
        }
    }

    /// <summary>No task is held any more: the database may be closed.</summary>
    public void Leave()
    {
        if (_hasEntered)
        {
            _hasEntered = false;
            _database.Leave();
        }
    }

    /// <summary>Looks whether tasks can run. They are given up when another thread has met a fault of the state.</summary>
    /// <exception cref="StreamsException">The disk was full for too long.</exception>
    /// <exception cref="StateException">The state is damaged and is not restored.</exception>
    /// <exception cref="RecordLogException">The log could not be asked.</exception>
    public bool TryBecomeReady()
    {
        if (_hasEntered && !_database.IsSound)
        {
            // Another thread met the fault. The last one to leave opens the database again.
            GiveUpTasks();
            return false;
        }

        if (_isLogFull && !TryOpenProducer())
        {
            return false;
        }

        _isLogFull = false;
        return _hasEntered = _hasEntered || _database.TryEnter();
    }

    private void GiveUpTasks()
    {
        producer.Abandon();
        takeover.Abandon();
        committer.Abandon();
        Leave();
    }

    private bool TryOpenProducer()
    {
        var time = environment.Options.TimeProvider;
        if (time.GetElapsedTime(_producerTriedAt) < DiskWait.Interval)
        {
            return false;
        }

        _producerTriedAt = time.GetTimestamp();
        try
        {
            producer.Open();
            environment.LogDisk.End();
            return true;
        }
        catch (RecordLogFullException error)
        {
            environment.LogDisk.Continue(error);
            return false;
        }
    }
}
