using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>Limits and logs the wait for space on a full disk. Thread-safe.</summary>
/// <param name="what">The content of the disk, as in "the state directory".</param>
/// <param name="options">How long to wait, the clock and the log.</param>
internal sealed class DiskWait(string what, StreamsOptions options)
{
    /// <summary>How often to check for space.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_logInterval = TimeSpan.FromMinutes(1);

    // A wait that begins so soon after another one continues it: there was hardly any space.
    private static readonly TimeSpan s_apart = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = options.LoggerFactory.CreateLogger<DiskWait>();
    private readonly Lock _lock = new();
    private long _since;
    private long _loggedAt;
    private long? _endedAt;
    private volatile bool _isWaiting;

    /// <summary>A write failed for lack of space, and none has succeeded since.</summary>
    public bool IsWaiting => _isWaiting;

    /// <summary>The disk that is waited for, and since when; null when none is.</summary>
    public WaitDescription? Describe() => _isWaiting
        ? new WaitDescription(
            WaitReason.Disk, what, $"'{options.ApplicationId}' waits for space on the disk of {what}", options.TimeProvider.GetUtcNow() - options.TimeProvider.GetElapsedTime(_since))
        : null;

    /// <summary>Begins or continues the wait.</summary>
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
                _logger.DiskFull(what, options.ApplicationId, options.DiskFullTimeout, error.Message);
            }

            var waited = options.TimeProvider.GetElapsedTime(_since, now);
            if (waited >= options.DiskFullTimeout)
            {
                throw new StreamsException(
                    $"The disk of {what} has been full for {waited.TotalSeconds:0} s (StreamsOptions.DiskFullTimeout is {options.DiskFullTimeout.TotalSeconds:0} s), so '{options.ApplicationId}' stops. "
                    + $"Free some space and start again: it continues at the last commit. The last failure: {error.Message}",
                    error)
                { IsTransient = true };
            }

            if (options.TimeProvider.GetElapsedTime(_loggedAt, now) >= s_logInterval)
            {
                _loggedAt = now;
                _logger.DiskStillFull(what, waited.TotalSeconds, options.ApplicationId);
            }
        }
    }

    /// <summary>Ends the wait: there is space.</summary>
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
                _logger.DiskHasSpace(what, options.TimeProvider.GetElapsedTime(_since).TotalSeconds, options.ApplicationId);
            }
        }
    }
}
