using System.Text.Json.Serialization;

namespace ClickstreamAnalysis;

/// <summary>A key in one window: half-open, <c>[StartMs, EndMs)</c>. Immutable.</summary>
/// <remarks>
/// As JSON: <c>{"key":…,"start":…,"end":…}</c>; for topics that people read, use <c>Serdes.Json&lt;Windowed&lt;string&gt;&gt;()</c> in
/// place of the compact serde that windowed streams bring along.
/// </remarks>
/// <typeparam name="TKey">Type of the key.</typeparam>
/// <param name="Key">The key.</param>
/// <param name="StartMs">The first millisecond of the window, since 1970-01-01T00:00:00Z.</param>
/// <param name="EndMs">The millisecond behind the last one of the window.</param>
public readonly record struct Windowed<TKey>(
    TKey Key, [property: JsonPropertyName("start")] long StartMs, [property: JsonPropertyName("end")] long EndMs)
{
    /// <summary>The start of the window, inclusive, in UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="StartMs"/> is outside the years 1 to 9999.</exception>
    [JsonIgnore]
    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeMilliseconds(StartMs);

    /// <summary>The end of the window, exclusive, in UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="EndMs"/> is outside the years 1 to 9999.</exception>
    [JsonIgnore]
    public DateTimeOffset End => DateTimeOffset.FromUnixTimeMilliseconds(EndMs);
}
