using ClickstreamAnalysis.Runtime.Instances;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// The place of a stream thread in the group, and the one that has it. When the group gave the place to another member of its name,
/// a new one takes it back, once: then either nobody else was there, or the other does the same, and the second time this one stops.
/// When records that were to be read next are no longer in the log, a new thread starts with what was committed, and its tasks
/// decide what to do about it.
/// </summary>
/// <remarks>
/// A member can be replaced by itself: a broker that starts again may take its own request to join, sent anew, for that of
/// another process. All Kafka clients know that only as "fenced".
/// </remarks>
internal sealed class ThreadPlace(int index, ThreadEnvironment environment) : IDisposable
{
    /// <summary>Two processes of one name replace each other within heartbeats, which take a second.</summary>
    private static readonly TimeSpan s_apart = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = environment.Options.LoggerFactory.CreateLogger<ThreadPlace>();
    private volatile StreamThread _thread = StreamThreadFactory.Create(index, environment);
    private long? _replacedAt;
    private int _outOfRange;

    /// <inheritdoc cref="StreamThread.RunningTasks"/>
    public int RunningTasks => _thread.RunningTasks;

    /// <inheritdoc cref="StreamThread.IsBusy"/>
    public bool IsBusy => _thread.IsBusy;

    /// <inheritdoc cref="StreamThread.Backoff"/>
    public TimeSpan Backoff => _thread.Backoff;

    /// <inheritdoc cref="StreamThread.RunOnce"/>
    public bool RunOnce(TimeSpan wait)
    {
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
                $"Another process runs as instance '{environment.InstanceId}' of '{environment.Options.ApplicationId}' and takes its place again and again, so this one stops. "
                + $"Give each a state directory of its own, not a copied one, or an {nameof(StreamsOptions.InstanceId)} of its own.",
                error);
        }

        _replacedAt = time.GetTimestamp();
        _logger.LogWarning(error, "Thread {Thread} was replaced in the group; a new one takes its place back and starts its tasks over.", index);
        StartOver(commit: false);
    }

    private void ReadOn(OffsetOutOfRangeException error)
    {
        _outOfRange = _thread.HasCommitted ? 1 : _outOfRange + 1;
        if (_outOfRange > environment.Options.MaxConsecutiveFailures)
        {
            throw new StreamsException(
                $"Thread {index} of '{environment.Options.ApplicationId}' was told {_outOfRange} times, without a commit in between, that what it is to read next is not in the log, "
                + $"although it was when asked for. The last time: {error.Message}",
                error) { IsTransient = true };
        }

        _logger.LogWarning(error, "Thread {Thread} reads an offset that the log does not hold any more: it commits what it has processed, and starts over from there.", index);
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
            _logger.LogWarning(error, "Thread {Thread} could not commit, and starts over from the commit before.", index);
        }

        _thread.Dispose();
        _thread = StreamThreadFactory.Create(index, environment);
    }
}
