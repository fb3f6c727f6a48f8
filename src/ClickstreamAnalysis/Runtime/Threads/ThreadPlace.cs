using ClickstreamAnalysis.Runtime.Instances;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// A stream thread, and its replacement after faults that its consumer does not survive. When another member with the same instance id
/// replaces the thread in the group, a new thread joins once more; if that happens again soon, another process has the id, and the application
/// stops. When the next records of an input are no longer in the log, a new thread starts from the commit, and its tasks apply the policy.
/// </summary>
/// <remarks>
/// A member can be fenced by its own request: a restarted broker may take a repeated join request for that of another process. Kafka clients
/// report both cases as "fenced".
/// </remarks>
internal sealed class ThreadPlace(int index, ThreadEnvironment environment) : IDisposable
{
    /// <summary>Two processes with one instance id replace each other within heartbeats, which take seconds.</summary>
    private static readonly TimeSpan s_apart = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = environment.Options.LoggerFactory.CreateLogger<ThreadPlace>();
    private volatile StreamThread _thread = StreamThreadFactory.Create(index, environment);
    private long _clientBytes = environment.Memory.ClientBytes;
    private bool _hasCommitted;
    private long? _replacedAt;
    private int _outOfRange;

    /// <inheritdoc cref="StreamThread.RunningTasks"/>
    public int RunningTasks => _thread.RunningTasks;

    /// <inheritdoc cref="StreamThread.IsBusy"/>
    public bool IsBusy => _thread.IsBusy;

    /// <inheritdoc cref="StreamThread.Activity"/>
    public StreamThreadActivity Activity => _thread.Activity;

    /// <summary>The index of the thread in its application.</summary>
    public int Index => index;

    /// <inheritdoc cref="StreamThread.HasCommitted"/>
    public bool HasCommitted => _hasCommitted || _thread.HasCommitted;

    /// <inheritdoc cref="StreamThread.Backoff"/>
    public TimeSpan Backoff => _thread.Backoff;

    /// <inheritdoc cref="StreamThread.RunOnce"/>
    public bool RunOnce(TimeSpan wait)
    {
        if (environment.Memory.ClientBytes < _clientBytes)
        {
            // Clients cannot change the size of their queues.
            StartOver(commit: true);
        }

        try
        {
            return _thread.RunOnce(wait);
        }
        catch (InstanceFencedException error)
        {
            TakeBack(error);
            return true;
        }
        catch (OffsetOutOfRangeException error)
        {
            ReadOn(error);
            return true;
        }
    }

    /// <inheritdoc cref="StreamThread.Close"/>
    public void Close(bool commit) => _thread.Close(commit);

    public void Dispose() => _thread.Dispose();

    private void TakeBack(InstanceFencedException error)
    {
        var time = environment.Options.TimeProvider;
        if (_replacedAt is { } before && time.GetElapsedTime(before) < s_apart)
        {
            throw new StreamsException(
                $"Another process runs as instance '{environment.InstanceId}' of '{environment.Options.ApplicationId}' and replaces this one in the group again and again, so this one stops. "
                + $"Give each a state directory of its own, not a copied one, or an {nameof(StreamsOptions.InstanceId)} of its own.",
                error);
        }

        _replacedAt = time.GetTimestamp();
        _logger.ThreadReplaced(error, index);
        StartOver(commit: false);
    }

    private void ReadOn(OffsetOutOfRangeException error)
    {
        _outOfRange = _thread.HasCommitted ? 1 : _outOfRange + 1;
        if (_outOfRange > environment.Options.MaxConsecutiveFailures)
        {
            throw new StreamsException(
                $"Thread {index} of '{environment.Options.ApplicationId}' failed {_outOfRange} times, without a commit in between, because its next offset is not in the log, "
                + $"although it was when queried. The last failure: {error.Message}",
                error)
            { IsTransient = true };
        }

        _logger.NextOffsetGone(error, index);
        StartOver(commit: true);
    }

    private void StartOver(bool commit)
    {
        try
        {
            _thread.Close(commit);
        }
        catch (RecordLogException error) when (commit)
        {
            _logger.LastCommitFailed(error, index);
        }

        _hasCommitted |= _thread.HasCommitted;
        _thread.Dispose();
        _clientBytes = environment.Memory.ClientBytes;
        _thread = StreamThreadFactory.Create(index, environment);
    }
}
