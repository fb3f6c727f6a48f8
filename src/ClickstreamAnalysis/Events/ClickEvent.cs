using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>One thing that one user did at one time: a page view, a step of a checkout, any named event.</summary>
/// <remarks>
/// A value type, so that a click costs nothing on the heap on its way through a topology. Immutable and thread-safe. Two clicks
/// are equal when all of their parts are, <see cref="Properties"/> by their bytes.
/// </remarks>
[SerdesFrom(typeof(ClickSerdes))]
public readonly record struct ClickEvent
{
    /// <summary>The serde of clicks as JSON that reads every field; the same as <see cref="ClickEventSerde.Default"/>.</summary>
    public static ISerde<ClickEvent> Serde => ClickEventSerde.Default;

    /// <summary>Who did it: an account, a device or a visitor id. Never empty in a click that was read by <see cref="Serde"/>.</summary>
    public required string User { get; init; }

    /// <summary>What was done, for example <c>view</c> or <c>purchase</c>. Never empty in a click that was read by <see cref="Serde"/>.</summary>
    public required string Name { get; init; }

    /// <summary>When it happened, in milliseconds since 1970-01-01T00:00:00Z. Not before 1970 and not after the year 9999 in a click that was read by <see cref="Serde"/>.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>Where it happened: a path, a URL or the name of a screen. Null when absent.</summary>
    public string? Page { get; init; }

    /// <summary>Where the user came from. Null when absent.</summary>
    public string? Referrer { get; init; }

    /// <summary>The campaign that brought the user. Null when absent.</summary>
    public string? Campaign { get; init; }

    /// <summary>The user agent as the client reported it. Null when absent.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Everything else that was sent along. Default empty.</summary>
    public ClickProperties Properties { get; init; }

    /// <summary><see cref="TimestampMs"/> as a time in UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="TimestampMs"/> lies outside the years 1 to 9999.</exception>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(TimestampMs);
}
