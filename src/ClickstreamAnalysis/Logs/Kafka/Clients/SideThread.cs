using System.Collections.Concurrent;

namespace ClickstreamAnalysis.Logs.Kafka.Clients;

/// <summary>
/// Runs native client calls that have no time limit on a separate thread, so that the caller can wait with one. The caller blocks
/// meanwhile, so only one thread uses the client at a time; only an offset commit runs concurrently with the next poll.
/// </summary>
/// <remarks>
/// Adding offsets to a transaction ignores its limit while the group's coordinator cannot be reached (librdkafka issue 5456);
/// committing offsets, closing and destroying a client have none. A call that timed out keeps running, later calls wait for it,
/// and neither prevents the process from exiting.
/// </remarks>
internal sealed class SideThread(string name) : IDisposable
{
    private readonly BlockingCollection<Action> _calls = [];
    private bool _isStarted;

    /// <summary>Runs a call and waits for it. Rethrows the call's exception.</summary>
    /// <returns>False when the call exceeded the limit; it keeps running.</returns>
    public bool TryRun(Action call, TimeSpan limit) => TryAwait(Start(call), limit);

    /// <summary>Waits for a call. Rethrows the call's exception.</summary>
    /// <returns>False when the call exceeded the limit.</returns>
    public static bool TryAwait(Task call, TimeSpan limit)
    {
        if (Task.WaitAny([call], limit) < 0)
        {
            return false;
        }

        call.GetAwaiter().GetResult();
        return true;
    }

    /// <summary>Starts a call without waiting for it.</summary>
    public Task Start(Action call)
    {
        var done = new TaskCompletionSource();
        _calls.Add(() => Run(call, done));
        if (!_isStarted)
        {
            _isStarted = true;
            new Thread(Work) { IsBackground = true, Name = name }.Start();
        }

        return done.Task;
    }

    /// <summary>Stops the thread after all queued calls.</summary>
    public void Dispose() => _calls.CompleteAdding();

    private static void Run(Action call, TaskCompletionSource done)
    {
        try
        {
            call();
            done.SetResult();
        }
        catch (Exception error)
        {
            done.SetException(error);
        }
    }

    private void Work()
    {
        foreach (var call in _calls.GetConsumingEnumerable())
        {
            call();
        }
    }
}
