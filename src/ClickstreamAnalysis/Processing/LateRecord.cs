using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>A record that arrived after every session or window that it belongs to had closed.</summary>
/// <typeparam name="TValue">Type of the value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="TimestampMs">Its event time, in milliseconds since 1970.</param>
/// <param name="StreamTimeMs">Stream time when it arrived, in milliseconds since 1970.</param>
/// <param name="Reason">Why it was not used: one of <see cref="LateReasons"/>.</param>
public readonly record struct LateRecord<TValue>(TValue Value, long TimestampMs, long StreamTimeMs, string Reason)
{
    /// <summary>Its event time, in UTC.</summary>
    public DateTimeOffset Time => UnixTime.Of(TimestampMs);

    /// <summary>Stream time when it arrived, in UTC.</summary>
    public DateTimeOffset StreamTime => UnixTime.Of(StreamTimeMs);

    /// <summary>How far behind stream time it was.</summary>
    public TimeSpan Lateness => UnixTime.Between(TimestampMs, StreamTimeMs);
}
