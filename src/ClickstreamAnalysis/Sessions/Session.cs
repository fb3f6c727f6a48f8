using System.Text.Json.Serialization;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>A session of one key: the closed interval from its first to its last event, and the result over its events.</summary>
/// <remarks>
/// The JSON of <c>Serdes.Json&lt;Session&lt;string, T&gt;&gt;()</c> is
/// <c>{"key":…,"id":"…","start":…,"end":…,"eventCount":…,"revision":…,"aggregate":…}</c>
/// with times in milliseconds since 1970. Click sessions have a flat layout, see <see cref="ClickSessions.Serde"/>. Immutable, and as
/// thread-safe as <typeparamref name="TAggregate"/>.
/// </remarks>
/// <typeparam name="TKey">Type of the key.</typeparam>
/// <typeparam name="TAggregate">Type of the result.</typeparam>
public readonly record struct Session<TKey, TAggregate>
{
    /// <summary>The key of the session.</summary>
    public required TKey Key { get; init; }

    /// <summary>The id of the session; unique within the key.</summary>
    public required SessionId Id { get; init; }

    /// <summary>Time of the first event, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    [JsonPropertyName("start")]
    public required long StartMs { get; init; }

    /// <summary>Time of the last event, in milliseconds since 1970-01-01T00:00:00Z; equal to the start when there is one event.</summary>
    [JsonPropertyName("end")]
    public required long EndMs { get; init; }

    /// <summary>The number of events; at least 1.</summary>
    public required long EventCount { get; init; }

    /// <summary>
    /// The number of changes to the session, starting at 1. Of two states of one session, the one with the higher revision is newer.
    /// </summary>
    public required long Revision { get; init; }

    /// <summary>
    /// Which session of its key this is, the first being 1; 0 unless <see cref="SessionWindows.NumberRetention"/> is set. While a session is open, the
    /// number is provisional, because sessions before it can still open or merge.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Number { get; init; }

    /// <summary>The result over the events.</summary>
    public required TAggregate Aggregate { get; init; }

    /// <summary>Time of the first event, in UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset Start => UnixTime.Of(StartMs);

    /// <summary>Time of the last event, in UTC; equal to the start when there is one event.</summary>
    [JsonIgnore]
    public DateTimeOffset End => UnixTime.Of(EndMs);

    /// <summary>The time from the first to the last event; zero when there is one event.</summary>
    [JsonIgnore]
    public TimeSpan Duration => UnixTime.Between(StartMs, EndMs);

    /// <summary>The time that the session covers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The session was created with an end before its start.</exception>
    [JsonIgnore]
    public SessionWindow Window => new(StartMs, EndMs);
}
