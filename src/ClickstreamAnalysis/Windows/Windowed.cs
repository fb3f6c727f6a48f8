using System.Text.Json.Serialization;

namespace ClickstreamAnalysis;

/// <summary>A key in a window. Immutable, and as thread-safe as the key.</summary>
/// <remarks>
/// The JSON is <c>{"key":…,"start":…,"end":…}</c> in milliseconds since 1970. For topics that people read, use
/// <c>Serdes.Json&lt;Windowed&lt;string&gt;&gt;()</c> instead of the compact serde of windowed streams.
/// </remarks>
/// <typeparam name="TKey">Type of the key.</typeparam>
public readonly record struct Windowed<TKey>
{
    /// <summary>Creates a windowed key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="window">The window.</param>
    public Windowed(TKey key, TimeWindow window)
    {
        Key = key;
        Window = window;
    }

    /// <summary>Creates a windowed key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="startMs">The first millisecond of the window, since 1970-01-01T00:00:00Z; inclusive.</param>
    /// <param name="endMs">The end of the window, in milliseconds since 1970-01-01T00:00:00Z; exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window would not end after it starts.</exception>
    [JsonConstructor]
    public Windowed(TKey key, long startMs, long endMs)
        : this(key, new TimeWindow(startMs, endMs))
    {
    }

    /// <summary>The key.</summary>
    public TKey Key { get; }

    /// <summary>The window.</summary>
    [JsonIgnore]
    public TimeWindow Window { get; }

    /// <summary>The start of the window, inclusive, in UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset Start => Window.Start;

    /// <summary>The end of the window, exclusive, in UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset End => Window.End;

    /// <summary>The first millisecond of the window, since 1970-01-01T00:00:00Z; inclusive.</summary>
    [JsonPropertyName("start")]
    public long StartMs => Window.StartMs;

    /// <summary>The end of the window, in milliseconds since 1970-01-01T00:00:00Z; exclusive.</summary>
    [JsonPropertyName("end")]
    public long EndMs => Window.EndMs;
}
