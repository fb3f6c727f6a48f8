using ShopAnalytics.Feeding;

namespace ShopAnalytics.Replay;

/// <summary>Says when the records of a replay are due.</summary>
/// <param name="speed">The speed, as a multiple of the original; null for as fast as possible.</param>
/// <param name="clock">The clock.</param>
internal sealed class ReplayPace(double? speed, TimeProvider clock)
{
    private long _latestMs;
    private long? _startMs;
    private long _wallStartMs;

    public void Resume(FeedProgress? progress)
    {
        if (progress is { } done)
        {
            (_latestMs, _startMs) = (done.LastMs, done.LastMs);
        }

        _wallStartMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>Sets the times and the progress of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="timeMs">The time of its click; null when there is none.</param>
    /// <param name="count">The records of the file so far.</param>
    public void Stamp(FeedRecord record, long? timeMs, long count)
    {
        _latestMs = Math.Max(_latestMs, timeMs ?? 0);
        _startMs ??= timeMs;

        // A broker refuses records from the future and from before 1970. The event time is in the value.
        record.TimestampMs = Math.Clamp(timeMs ?? _latestMs, 0, Math.Max(0, clock.GetUtcNow().ToUnixTimeMilliseconds()));
        record.DueMs = speed is { } factor && _startMs is { } start ? _wallStartMs + (long)((_latestMs - start) / factor) : 0;
        record.Progress = new FeedProgress(count, _latestMs);
    }
}
