namespace ClickstreamAnalysis;

/// <summary>
/// Windows of fixed size, created by <see cref="TumblingWindows.Of"/> or <see cref="HoppingWindows.Of"/>. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// A window is half-open, <c>[start, start + size)</c>: it contains its start and not its end. Starts are multiples of the advance,
/// counted from 1970-01-01T00:00:00Z. A window closes when stream time reaches its end + grace period, as in Kafka Streams, and never
/// changes after that.
/// </para>
/// <para>Windows of 10 minutes that advance by 5, and an event at 12:07:</para>
/// <code>
/// 12:00 |----- * -|             [12:00, 12:10)  contains it
///       12:05 |- * ------|      [12:05, 12:15)  contains it
///            12:10 |---------|  [12:10, 12:20)  does not
/// </code>
/// <para>
/// An event is late when every window that contains it has closed. While events are out of order by at most the grace period, their order
/// does not change results. An event that arrives later, but is not late, counts only in those of its windows that are still open.
/// </para>
/// </remarks>
public sealed record TimeWindows
{
    /// <summary>The maximum number of windows that one event may belong to: 1,000.</summary>
    public const int MaxWindowsPerEvent = 1000;

    internal TimeWindows(TimeSpan size, TimeSpan advance)
    {
        Size = size;
        Advance = advance;
    }

    /// <summary>The length of a window.</summary>
    public TimeSpan Size { get; }

    /// <summary>The time from the start of one window to the start of the next; equal to <see cref="Size"/> for tumbling windows.</summary>
    public TimeSpan Advance { get; }

    /// <summary>How long after its end, in stream time, a window accepts events. Default 0; 0 or more, whole milliseconds.</summary>
    public TimeSpan GracePeriod { get; init; }

    internal long SizeMs => Milliseconds(Size);

    internal long AdvanceMs => Milliseconds(Advance);

    internal long GraceMs => Milliseconds(GracePeriod);

    /// <summary>How long after its start a window accepts events; exclusive.</summary>
    internal long OpenMs => Milliseconds(Size) + Milliseconds(GracePeriod);

    /// <summary>Finds all mistakes in these windows.</summary>
    internal IEnumerable<string> Mistakes(string user)
    {
        if (Size <= TimeSpan.Zero)
        {
            yield return $"'{user}' has windows of {Size}: they must be longer than zero.";
        }

        if (Advance <= TimeSpan.Zero || Advance > Size)
        {
            yield return $"'{user}' has windows of {Size} that advance by {Advance}: more than zero, and no more than the size, is possible.";
        }
        else if (Size.Ticks / Advance.Ticks > MaxWindowsPerEvent)
        {
            yield return $"'{user}' has windows of {Size} that advance by {Advance}: each event would belong to more than {MaxWindowsPerEvent} of them.";
        }

        if (GracePeriod < TimeSpan.Zero)
        {
            yield return $"'{user}' has a grace of {GracePeriod}: it must not be below zero.";
        }

        if (HasFraction(Size) || HasFraction(Advance) || HasFraction(GracePeriod))
        {
            yield return $"'{user}' has a size, advance or grace with a part of a millisecond: event times are whole milliseconds.";
        }
    }

    private static bool HasFraction(TimeSpan time) => time.Ticks % TimeSpan.TicksPerMillisecond != 0;

    private static long Milliseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMillisecond;
}
