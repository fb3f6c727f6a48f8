namespace ClickstreamAnalysis.Sessions;

/// <summary>A record that came after everything it could have belonged to had closed.</summary>
/// <typeparam name="TValue">Type of the value.</typeparam>
/// <param name="Value">The value as it came.</param>
/// <param name="TimestampMs">Its event time, in milliseconds since 1970.</param>
/// <param name="StreamTimeMs">Stream time when it came.</param>
public readonly record struct LateRecord<TValue>(TValue Value, long TimestampMs, long StreamTimeMs)
{
    /// <summary>How far behind stream time it was.</summary>
    public TimeSpan Lateness => TimeSpan.FromMilliseconds(StreamTimeMs - TimestampMs);
}
