using ClickstreamAnalysis.Runtime.Assignment;
using ClickstreamAnalysis.Runtime.Commits;
using ClickstreamAnalysis.Runtime.Instances;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Whether a thread can run tasks: the state database is sound and the disk of the log has space. While it is not, the thread holds no task,
/// stays in the group, and processes nothing.
/// </summary>
internal sealed class Readiness(ThreadEnvironment environment, ThreadProducer producer, TaskTakeover takeover, Committer committer)
{
    private readonly SharedDatabase _database = environment.Shared;
    private bool _hasEntered;
    private bool _isLogFull;
    private long _producerTriedAt;

    /// <summary>The thread may hold tasks, as far as it knows.</summary>
    public bool IsReady => _hasEntered && !_isLogFull;

    /// <summary>Notes damaged state or a full disk, closes all tasks, and discards their uncommitted work.</summary>
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

    /// <summary>Leaves the database, which may be closed then. The thread holds no task.</summary>
    public void Leave()
    {
        if (_hasEntered)
        {
            _hasEntered = false;
            _database.Leave();
        }
    }

    /// <summary>Checks whether tasks can run. Closes them when another thread has reported a fault of the state.</summary>
    /// <exception cref="StreamsException">The disk was full for too long.</exception>
    /// <exception cref="StateException">The state is damaged and is not restored.</exception>
    /// <exception cref="RecordLogException">The log does not answer.</exception>
    public bool TryBecomeReady()
    {
        if (_hasEntered && !_database.IsSound)
        {
            // Another thread reported a fault. The database is opened again once all threads have left.
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
