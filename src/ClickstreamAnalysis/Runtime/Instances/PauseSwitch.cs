namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>Whether processing is paused, and which stream threads have stopped at a commit. Thread-safe.</summary>
internal sealed class PauseSwitch(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<int> _threads = [];
    private readonly HashSet<int> _stopped = [];
    private TaskCompletionSource _allStopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isRequested;

    /// <summary>Threads stop processing at their next turn, or have stopped.</summary>
    public bool IsRequested => _isRequested;

    /// <summary>When the pause was requested; null while there is none.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>Requests a pause.</summary>
    /// <returns>A task that completes when every thread has stopped at a commit, or the pause has ended.</returns>
    public Task Request()
    {
        lock (_lock)
        {
            if (!_isRequested)
            {
                _allStopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _stopped.Clear();
                Since = time.GetUtcNow();
                _isRequested = true;
                CompleteIfAllStopped_NeedsLock();
            }

            return _allStopped.Task;
        }
    }

    /// <summary>Ends the pause.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isRequested = false;
            Since = null;
            _allStopped.TrySetResult();
        }
    }

    /// <summary>A thread begins to run.</summary>
    public void Join(int thread)
    {
        lock (_lock)
        {
            _threads.Add(thread);
        }
    }

    /// <summary>A thread has ended.</summary>
    public void Leave(int thread)
    {
        lock (_lock)
        {
            _threads.Remove(thread);
            _stopped.Remove(thread);
            CompleteIfAllStopped_NeedsLock();
        }
    }

    /// <summary>A thread has committed and processes nothing.</summary>
    public void Stopped(int thread)
    {
        lock (_lock)
        {
            if (_isRequested && _stopped.Add(thread))
            {
                CompleteIfAllStopped_NeedsLock();
            }
        }
    }

    private void CompleteIfAllStopped_NeedsLock()
    {
        if (_isRequested && _threads.IsSubsetOf(_stopped))
        {
            _allStopped.TrySetResult();
        }
    }
}
