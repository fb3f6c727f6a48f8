using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>One action of one user at one time: a page view, a step of a checkout, any named event.</summary>
/// <remarks>
/// A value type, so that a click costs nothing on the heap on its way through a topology. Immutable and thread-safe. Two clicks
/// are equal when all of their parts are equal, <see cref="Properties"/> by their bytes.
/// </remarks>
[SerdesFrom(typeof(ClickSerdes))]
public readonly record struct ClickEvent
{
    /// <summary>The serde of clicks as JSON that reads every field; the same as <see cref="ClickEventSerde.Default"/>.</summary>
    public static ISerde<ClickEvent> Serde => ClickEventSerde.Default;

    /// <summary>The user: an account, a device or a visitor id. Never empty in a click that <see cref="Serde"/> has read.</summary>
    public required string User { get; init; }

    /// <summary>The name of the event, for example <c>view</c> or <c>purchase</c>. Never empty in a click that <see cref="Serde"/> has read.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The event time in milliseconds since 1970-01-01T00:00:00Z, for hot paths; the same as <see cref="Time"/>, so set one of the
    /// two. Between 1970 and the end of the year 9999 in a click that <see cref="Serde"/> has read. Default 0.
    /// </summary>
    public long TimestampMs { get; init; }

    /// <summary>
    /// The event time, in UTC when read. Parts of a millisecond are cut off. The same as <see cref="TimestampMs"/>, so set one of
    /// the two. Default 1970-01-01T00:00:00Z, which applications reject (<see cref="StreamsOptions.EarliestEventTime"/>).
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

    /// <summary>The campaign that brought the user. Null when absent.</summary>
    public string? Campaign { get; init; }

    /// <summary>The user agent as the client reported it. Null when absent.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Every other value that was sent with the event. Default empty.</summary>
    public ClickProperties Properties { get; init; }
}
