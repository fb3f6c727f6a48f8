using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>Limits and logs the wait for room on a disk that is full. Thread-safe.</summary>
/// <param name="what">What the disk holds, as in "the state directory".</param>
/// <param name="options">How long to wait, the clock and the log.</param>
internal sealed class DiskWait(string what, StreamsOptions options)
{
    /// <summary>How often to look for room.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_logInterval = TimeSpan.FromMinutes(1);

    // A wait that follows another one this soon is the same one: there was hardly any room.
    private static readonly TimeSpan s_apart = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = options.LoggerFactory.CreateLogger<DiskWait>();
    private readonly Lock _lock = new();
    private long _since;
    private long _loggedAt;
    private long? _endedAt;
    private volatile bool _isWaiting;

    /// <summary>A write failed for lack of room, and there has been none since.</summary>
    public bool IsWaiting => _isWaiting;

    /// <summary>Begins the wait, or goes on with it.</summary>
    /// <param name="error">The last failure.</param>
    /// <exception cref="StreamsException">The disk has been full for longer than the options allow.</exception>
    public void Continue(Exception error)
    {
        lock (_lock)
        {
            var now = options.TimeProvider.GetTimestamp();
            if (!_isWaiting)
            {
                _since = _endedAt is { } ended && options.TimeProvider.GetElapsedTime(ended, now) < s_apart ? _since : now;
                (_isWaiting, _loggedAt) = (true, now);
                _logger.LogWarning(
                    "The disk of {What} is full. '{Application}' pauses until there is room, for up to {Limit} (StreamsOptions.DiskFullTimeout): {Message}",
                    what, options.ApplicationId, options.DiskFullTimeout, error.Message);
            }

            var waited = options.TimeProvider.GetElapsedTime(_since, now);
            if (waited >= options.DiskFullTimeout)
            {
                throw new StreamsException(
                    $"The disk of {what} has been full for {waited.TotalSeconds:0} s (StreamsOptions.DiskFullTimeout is {options.DiskFullTimeout.TotalSeconds:0} s), so '{options.ApplicationId}' stops. "
                    + $"Free some space and start again: it continues at the last commit. The last failure: {error.Message}",
                    error) { IsTransient = true };
            }

            if (options.TimeProvider.GetElapsedTime(_loggedAt, now) >= s_logInterval)
            {
                _loggedAt = now;
                _logger.LogWarning("The disk of {What} has been full for {Waited:0} s; '{Application}' still waits for room.", what, waited.TotalSeconds, options.ApplicationId);
            }
        }
    }

    /// <summary>There is room.</summary>
    public void End()
    {
        if (!_isWaiting)
        {
            return;
        }

        lock (_lock)
        {
            if (_isWaiting)
            {
                (_isWaiting, _endedAt) = (false, options.TimeProvider.GetTimestamp());
                _logger.LogInformation(
                    "The disk of {What} has room again after {Waited:0} s; '{Application}' goes on.",
                    what, options.TimeProvider.GetElapsedTime(_since).TotalSeconds, options.ApplicationId);
            }
        }
    }
}
