using System.Diagnostics.CodeAnalysis;
using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>One action of a user at a point in time, such as a page view, a checkout step or any named event.</summary>
/// <remarks>
/// A value type, so that a click moves through a topology without heap allocation. Immutable and thread-safe. Two clicks are
/// equal when all of their members are equal; <see cref="Properties"/> are compared by their bytes.
/// </remarks>
[SerdesFrom(typeof(ClickSerdes))]
public readonly record struct ClickEvent
{
    /// <summary>Creates a click without further fields; set them in an initializer behind the arguments.</summary>
    /// <param name="user">The user; see <see cref="User"/>.</param>
    /// <param name="name">The event name; see <see cref="Name"/>.</param>
    /// <param name="time">The event time; see <see cref="Time"/>.</param>
    /// <exception cref="ArgumentException">The user or the name is empty.</exception>
    /// <exception cref="ArgumentNullException">The user or the name is null.</exception>
    [SetsRequiredMembers]
    public ClickEvent(string user, string name, DateTimeOffset time)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (User, Name, Time) = (user, name, time);
    }

    /// <summary>The JSON serde of clicks that reads every field; the same as <see cref="ClickEventSerde.Default"/>.</summary>
    public static ISerde<ClickEvent> Serde => ClickEventSerde.Default;

    /// <summary>The user: an account, device or visitor id. Never empty in a click that <see cref="Serde"/> has read.</summary>
    public required string User { get; init; }

    /// <summary>The event name, for example <c>view</c> or <c>purchase</c>. Never empty in a click that <see cref="Serde"/> has read.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The event time in milliseconds since 1970-01-01T00:00:00Z, for hot paths. The same value as <see cref="Time"/>, so set only
    /// one of them. From 1970 through the year 9999 in a click that <see cref="Serde"/> has read. Default 0.
    /// </summary>
    public long TimestampMs { get; init; }

    /// <summary>
    /// The event time, in UTC when read. Fractions of a millisecond are truncated. The same value as <see cref="TimestampMs"/>, so
    /// set only one of them. Default 1970-01-01T00:00:00Z, which applications reject (<see cref="StreamsOptions.EarliestEventTime"/>).
    /// </summary>
    public DateTimeOffset Time
    {
        get => UnixTime.Of(TimestampMs);
        init => TimestampMs = value.ToUnixTimeMilliseconds();
    }

    /// <summary>The path, URL or screen of the event. Null when absent.</summary>
    public string? Page { get; init; }

    /// <summary>The page that the user came from. Null when absent.</summary>
    public string? Referrer { get; init; }

    /// <summary>The campaign to which the visit is attributed. Null when absent.</summary>
    public string? Campaign { get; init; }

    /// <summary>The user agent as the client reported it. Null when absent.</summary>
    public string? UserAgent { get; init; }

    /// <summary>All other values that were sent with the event. Default empty.</summary>
    public ClickProperties Properties { get; init; }
}
