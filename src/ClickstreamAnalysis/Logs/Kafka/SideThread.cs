using System.Collections.Concurrent;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>
/// Makes calls of the native client that keep to no time limit, so that whoever asks for them waits only so long. The caller waits
/// meanwhile, so that the client is used by one thread at a time; only a commit of offsets goes on beside the next poll.
/// </summary>
/// <remarks>
/// Adding offsets to a transaction ignores its limit while the group's coordinator cannot be reached (librdkafka issue 5456);
/// committing offsets, closing and destroying a client have none. A call that was given up goes on for as long as it takes, what is
/// asked afterwards comes after it, and neither keeps the process from ending.
/// </remarks>
internal sealed class SideThread(string name) : IDisposable
{
    private readonly BlockingCollection<Action> _calls = [];
    private bool _isStarted;

    /// <summary>Makes a call and waits for it; throws what it throws.</summary>
    /// <returns>False when it took too long and is not waited for any more.</returns>
    public bool TryRun(Action call, TimeSpan limit) => TryAwait(Start(call), limit);

    /// <summary>Waits for a call; throws what it throws.</summary>
    /// <returns>False when it takes too long.</returns>
    public static bool TryAwait(Task call, TimeSpan limit)
    {
        if (Task.WaitAny([call], limit) < 0)
        {
            return false;
        }

        call.GetAwaiter().GetResult();
        return true;
    }

    /// <summary>Makes a call without waiting for it.</summary>
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

    /// <summary>Ends the thread, after all that was asked of it.</summary>
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
