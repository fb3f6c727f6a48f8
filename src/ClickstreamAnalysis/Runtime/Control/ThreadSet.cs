using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Threads;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Control;

/// <summary>The stream threads of an application: starts, adds, removes and replaces them. Thread-safe.</summary>
/// <param name="options">How many threads, and what happens when one fails.</param>
/// <param name="logger">The log.</param>
/// <param name="fail">Reports the exception that stops the application.</param>
/// <param name="ended">Called once, when the last thread has ended.</param>
/// <param name="stopping">Stops all threads.</param>
internal sealed class ThreadSet(StreamsOptions options, ILogger logger, Action<Exception> fail, Action ended, CancellationToken stopping)
{
    private const int MaxThreads = 256;

    private static readonly TimeSpan s_pollWait = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly HashSet<int> _indices = [];
    private volatile RunningThread[] _threads = [];
    private ThreadEnvironment? _environment;
    private bool _hasEnded;

    /// <summary>No thread takes tasks over, and at least one runs some.</summary>
    public bool IsRunning
    {
        get
        {
            var threads = _threads;
            return Array.TrueForAll(threads, static thread => !thread.Place.IsBusy) && Array.Exists(threads, static thread => thread.Place.RunningTasks > 0);
        }
    }

    /// <summary>The only thread, of an application that runs by <see cref="StreamsApplication.Step"/>; null before the start.</summary>
    public ThreadPlace? Stepped => options.Threads == 0 && _threads is [var thread] ? thread.Place : null;

    /// <summary>What a thread is doing.</summary>
    public StreamThreadActivity ActivityOf(int index) => Array.Find(_threads, thread => thread.Place.Index == index)?.Place.Activity ?? StreamThreadActivity.Idle;

    /// <summary>Creates the first threads. They do not run yet.</summary>
    public void Create(ThreadEnvironment environment)
    {
        _environment = environment;
        for (var index = 0; index < Math.Max(1, options.Threads); index++)
        {
            Append(new RunningThread(new ThreadPlace(index, environment), stopping));
            _indices.Add(index);
            environment.Pause.Join(index);
        }
    }

    /// <summary>Starts the threads, unless the application runs by <see cref="StreamsApplication.Step"/>.</summary>
    public void Start()
    {
        if (options.Threads > 0)
        {
            Array.ForEach(_threads, Start);
        }
    }

    /// <summary>Disposes threads that were never started.</summary>
    public void Discard()
    {
        foreach (var thread in _threads)
        {
            thread.Place.Dispose();
            thread.Dispose();
        }
    }

    /// <summary>Adds a thread and starts it.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="InvalidOperationException">The application stops, or has the most threads it may have.</exception>
    public string Add()
    {
        int index;
        lock (_lock)
        {
            if (_hasEnded || stopping.IsCancellationRequested)
            {
                throw new InvalidOperationException("The application is stopping, so no thread can be added.");
            }

            if (_indices.Count >= MaxThreads)
            {
                throw new InvalidOperationException($"The application has {MaxThreads} threads, the most it may have.");
            }

            index = Enumerable.Range(0, MaxThreads).First(number => !_indices.Contains(number));
            _indices.Add(index);
            _environment!.Memory.Threads = _indices.Count;
        }

        RunningThread? added = null;
        try
        {
            added = new RunningThread(new ThreadPlace(index, _environment), stopping);
            lock (_lock)
            {
                if (_hasEnded)
                {
                    throw new InvalidOperationException("The application has stopped, so no thread can be added.");
                }

                _environment.Pause.Join(index);
                Append(added);
            }
        }
        catch
        {
            added?.Place.Dispose();
            added?.Dispose();
            Release(index);
            throw;
        }

        _environment.StateMayHaveChanged();
        Start(added);
        logger.ThreadAdded(NameOf(index));
        return NameOf(index);
    }

    /// <summary>Removes the thread with the highest index: it commits, and the other threads take its tasks over.</summary>
    /// <returns>A task that completes with its name when it has ended.</returns>
    /// <exception cref="InvalidOperationException">It is the only one.</exception>
    public async Task<string> RemoveAsync(CancellationToken cancellationToken)
    {
        RunningThread removed;
        lock (_lock)
        {
            var candidates = Array.FindAll(_threads, static thread => !thread.IsRemoved);
            if (candidates.Length < 2)
            {
                throw new InvalidOperationException(
                    $"The application has no thread to remove: one must be left. To stop processing call {nameof(StreamsApplication.PauseAsync)} or {nameof(StreamsApplication.StopAsync)}.");
            }

            removed = candidates.MaxBy(static thread => thread.Place.Index)!;
            removed.IsRemoved = true;
        }

        removed.Stop();
        await removed.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        logger.ThreadRemoved(NameOf(removed.Place.Index));
        return NameOf(removed.Place.Index);
    }

    /// <summary>Closes the thread of an application that runs by <see cref="StreamsApplication.Step"/>.</summary>
    public void CloseStepped(bool hasFailed)
    {
        var thread = _threads[0];
        Close(thread, hasFailed);
        End(thread);
    }

    private string NameOf(int index) => ThreadDescriber.NameOf(options.ApplicationId, index);

    private void Append(RunningThread thread) => _threads = [.. _threads.Append(thread).OrderBy(static other => other.Place.Index)];

    private void Start(RunningThread thread) => new Thread(() => Run(thread)) { IsBackground = true, Name = NameOf(thread.Place.Index) }.Start();

    private void Run(RunningThread thread)
    {
        var replacements = new Replacements(options, logger);
        while (true)
        {
            var error = RunToEnd(thread);
            var final = error is null ? null : replacements.Explain(error, NameOf(thread.Place.Index), thread.Place.HasCommitted);
            if (final is not null)
            {
                fail(final);
            }

            Close(thread, hasFailed: error is not null);
            if (error is null || final is not null || thread.Stopping.WaitHandle.WaitOne(replacements.Backoff) || !TryReplace(thread))
            {
                break;
            }
        }

        End(thread);
    }

    private static Exception? RunToEnd(RunningThread thread)
    {
        try
        {
            while (!thread.Stopping.IsCancellationRequested)
            {
                thread.Place.RunOnce(s_pollWait);
                if (thread.Place.Backoff > TimeSpan.Zero)
                {
                    thread.Stopping.WaitHandle.WaitOne(thread.Place.Backoff);
                }
            }

            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private bool TryReplace(RunningThread thread)
    {
        try
        {
            thread.Place = new ThreadPlace(thread.Place.Index, _environment!);
            _environment!.Pause.Join(thread.Place.Index);
            return true;
        }
        catch (Exception error)
        {
            fail(error);
            return false;
        }
    }

    private void Close(RunningThread thread, bool hasFailed)
    {
        Guard(thread, hasFailed, () => thread.Place.Close(commit: !hasFailed));
        Guard(thread, hasFailed, thread.Place.Dispose);
        _environment!.Pause.Leave(thread.Place.Index);
    }

    private void Guard(RunningThread thread, bool hasFailed, Action close)
    {
        try
        {
            close();
        }
        catch (RecordLogException error) when (thread.IsRemoved)
        {
            logger.RemovedWithoutCommit(error, NameOf(thread.Place.Index));
        }
        catch (Exception error) when (hasFailed)
        {
            logger.FailedWhileClosing(error, NameOf(thread.Place.Index));
        }
        catch (Exception error)
        {
            fail(error);
        }
    }

    private void End(RunningThread thread)
    {
        bool isLast;
        lock (_lock)
        {
            _threads = Array.FindAll(_threads, other => other != thread);
            isLast = _hasEnded = _threads.Length == 0;
        }

        Release(thread.Place.Index);
        _environment!.StateMayHaveChanged();
        thread.End();
        if (isLast)
        {
            ended();
        }

    }

    private void Release(int index)
    {
        lock (_lock)
        {
            _indices.Remove(index);
            _environment!.Memory.Threads = Math.Max(1, _indices.Count);
        }
    }
}
