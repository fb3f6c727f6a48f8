using ClickstreamAnalysis.Runtime.Threads;

namespace ClickstreamAnalysis.Runtime.Control;

/// <summary>A stream thread that runs, and the means to end it.</summary>
internal sealed class RunningThread(ThreadPlace place, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ThreadPlace _place = place;
    private volatile bool _isRemoved;
    private bool _hasEnded;
    private readonly Lock _lock = new();

    /// <summary>The thread; another one after it was replaced.</summary>
    public ThreadPlace Place
    {
        get => _place;
        set => _place = value;
    }

    /// <summary>Only this thread stops, because it is removed.</summary>
    public bool IsRemoved
    {
        get => _isRemoved;
        set => _isRemoved = value;
    }

    /// <summary>Stops the thread.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Completes when the thread has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Requests the end of the thread.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (!_hasEnded)
            {
                _stopping.Cancel();
            }
        }
    }

    /// <summary>The thread has ended.</summary>
    public void End()
    {
        Dispose();
        _ended.TrySetResult();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_hasEnded)
            {
                _hasEnded = true;
                _stopping.Dispose();
            }
        }
    }
}
