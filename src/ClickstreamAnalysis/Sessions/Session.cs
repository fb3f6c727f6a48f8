using System.Text.Json.Serialization;

namespace ClickstreamAnalysis;

/// <summary>A session of one key: the closed interval from its first to its last event, and what was computed over them.</summary>
/// <remarks>Immutable, and as thread-safe as <typeparamref name="TAggregate"/>.</remarks>
/// <typeparam name="TKey">Type of the key.</typeparam>
/// <typeparam name="TAggregate">Type of what is computed.</typeparam>
public readonly record struct Session<TKey, TAggregate>
{
    /// <summary>Whose session it is.</summary>
    public required TKey Key { get; init; }

    /// <summary>Together with the key the identity of the session.</summary>
    public required SessionId Id { get; init; }

    /// <summary>Time of the first event, in milliseconds since 1970.</summary>
    public required long StartMs { get; init; }

    /// <summary>Time of the last event, in milliseconds since 1970; equal to the start when there is one event.</summary>
    public required long EndMs { get; init; }

    /// <summary>How many events; at least 1.</summary>
    public required long EventCount { get; init; }

    /// <summary>Counts what happened to the session, from 1: of two states of one session that with the higher revision is newer.</summary>
    public required long Revision { get; init; }

    /// <summary>What was computed over the events.</summary>
    public required TAggregate Aggregate { get; init; }

    /// <summary>The time of the first event, inclusive, in UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="StartMs"/> is outside the years 1 to 9999.</exception>
    [JsonIgnore]
    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeMilliseconds(StartMs);

    /// <summary>The time of the last event, inclusive, in UTC; equal to <see cref="Start"/> if there is one event.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="EndMs"/> is outside the years 1 to 9999.</exception>
    [JsonIgnore]
    public DateTimeOffset End => DateTimeOffset.FromUnixTimeMilliseconds(EndMs);

    /// <summary>From the first to the last event; zero when there is one.</summary>
    public TimeSpan Duration => TimeSpan.FromMilliseconds(EndMs - StartMs);

    /// <summary>The time that the session covers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The session was made with an end before its start.</exception>
    public SessionWindow Window => new(StartMs, EndMs);
}
