using ClickstreamAnalysis.Runtime.Control;

namespace ClickstreamAnalysis;

/// <content>Control and description of the running application.</content>
public sealed partial class StreamsApplication
{
    /// <summary>Whether <see cref="PauseAsync"/> was called, without <see cref="Resume"/> since.</summary>
    public bool IsPaused => _monitor.Pause.IsRequested;

    /// <summary>Raised when <see cref="State"/> changes.</summary>
    /// <remarks>
    /// Handlers of this event and of <see cref="ProgressChanged"/> run on the thread pool, one at a time, in the order of the events, and never under a lock, so they may call
    /// every member. The engine does not wait for them: the state may have changed again, and the last events may come after <see cref="Completion"/>. An exception
    /// of a handler is logged and has no other effect.
    /// </remarks>
    public event EventHandler<StreamsStateChange>? StateChanged
    {
        add => _monitor.StateChanged += value;
        remove => _monitor.StateChanged -= value;
    }

    /// <summary>
    /// Raised about once a second while there is long work (restoring, catching up, draining) or something is waited for, and once more at its end. While a handler runs, later reports
    /// are left out.
    /// </summary>
    /// <remarks>Long work is also logged every 5 seconds, when it takes longer than that. Handlers run as those of <see cref="StateChanged"/> do.</remarks>
    public event EventHandler<StreamsProgress>? ProgressChanged
    {
        add => _monitor.ProgressChanged += value;
        remove => _monitor.ProgressChanged -= value;
    }

    /// <summary>Describes the application: its threads, tasks, partitions with offsets and lag, stores with sizes, long work, and waits.</summary>
    /// <remarks>Does not wait for the stream threads, which report about once a second, and sends no request to the log. Works before the start and after the stop.</remarks>
    /// <returns>The description.</returns>
    public StreamsDescription Describe() => _monitor.Describe(_instanceId, ReadMemory(), _threads.ActivityOf, _failure);

    /// <summary>Stops processing at a commit. The instance stays in its group and keeps its partitions; stream time, punctuations and idle timeouts stand still.</summary>
    /// <remarks>
    /// Tasks that the group assigns meanwhile are restored, and do not process either. Other instances continue. May be called before the start, so that the application starts paused.
    /// With <see cref="StreamsOptions.Threads"/> = 0 the task completes in the next <see cref="Step"/>.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait; the application pauses all the same.</param>
    /// <returns>A task that completes when everything that was processed is committed and nothing more is processed, or when <see cref="Resume"/> was called.</returns>
    /// <exception cref="InvalidOperationException">The application is stopping or has stopped.</exception>
    public Task PauseAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfStopped();
        if (!IsPaused)
        {
            _logger.Pausing(_options.ApplicationId);
        }

        return _monitor.Pause.Request().WaitAsync(cancellationToken);
    }

    /// <summary>Continues after <see cref="PauseAsync"/> with the next record, within about 100 ms. Does nothing when the application is not paused.</summary>
    public void Resume()
    {
        if (IsPaused)
        {
            _logger.Resuming(_options.ApplicationId);
            _monitor.Pause.End();
        }
    }

    /// <summary>Adds a stream thread. The group assigns partitions to it.</summary>
    /// <remarks>
    /// <para>The memory of clients is shared among the threads, so existing threads may commit and open smaller clients.</para>
    /// <para>The thread gets the lowest index that is free, and with it the transactional id and the group's instance id of an earlier thread with this index.</para>
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait; the thread is added all the same.</param>
    /// <returns>The name of the thread, as in <c>shop-stream-1</c>, when it has started.</returns>
    /// <exception cref="InvalidOperationException">The application does not run, has <see cref="StreamsOptions.Threads"/> = 0, or has 256 threads.</exception>
    public Task<string> AddThreadAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfNoThreads();
        return Task.Run(_threads.Add, CancellationToken.None).WaitAsync(cancellationToken);
    }

    /// <summary>Removes the stream thread with the highest index: it commits and leaves the group, and other threads take its tasks over.</summary>
    /// <param name="cancellationToken">Ends the wait; the thread is removed all the same.</param>
    /// <returns>The name of the thread, when it has ended.</returns>
    /// <exception cref="InvalidOperationException">The application does not run, has <see cref="StreamsOptions.Threads"/> = 0, or has only one thread.</exception>
    public Task<string> RemoveThreadAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfNoThreads();
        return _threads.RemoveAsync(cancellationToken);
    }

    private void ThrowIfStopped()
    {
        if ((StreamsState)Volatile.Read(ref _state) is StreamsState.Stopping or StreamsState.Stopped or StreamsState.Failed)
        {
            throw new InvalidOperationException("The application has been stopped: create a new one and start it.");
        }
    }

    private void ThrowIfNoThreads()
    {
        ThrowIfStopped();
        if ((StreamsState)Volatile.Read(ref _state) is StreamsState.Created or StreamsState.Starting)
        {
            throw NotStarted();
        }

        if (_options.Threads == 0)
        {
            throw new InvalidOperationException("An application with Threads = 0 runs only inside Step, so it has no threads to add or remove: set Threads to at least 1.");
        }
    }
}
