using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>Defines how a topic is read: serdes, and the source of event time. Immutable.</summary>
/// <remarks>
/// <code>
/// builder.Stream("orders", new Consumed&lt;string, Order&gt; { ValueSerde = Serdes.Json&lt;Order&gt;(), TimeOf = order => order.PlacedAt });
/// </code>
/// </remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
public sealed record Consumed<TKey, TValue>
{
    /// <summary>
    /// Deserializes keys. Default null: the library's serde for the type; if there is none, <see cref="TopologyBuilder.Build"/> reports a
    /// mistake.
    /// </summary>
    public ISerde<TKey>? KeySerde { get; init; }

    /// <summary>
    /// Deserializes values. Default null: the library's serde for the type; if there is none, <see cref="TopologyBuilder.Build"/> reports
    /// a mistake.
    /// </summary>
    public ISerde<TValue>? ValueSerde { get; init; }

    /// <summary>
    /// Reads event time from the value. Default null: event time is the record's timestamp. Not called for a null value, whose event time
    /// is the record's timestamp. Replaces <see cref="TimestampMsOf"/>: the property that was set last is used.
    /// </summary>
    public Func<TValue, DateTimeOffset>? TimeOf
    {
        get;
        init
        {
            field = value;
            EventTimeReader = value is null ? null : (in v) => value(v).ToUnixTimeMilliseconds();
        }
    }

    /// <summary>The same as <see cref="TimeOf"/>, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    public Func<TValue, long>? TimestampMsOf
    {
        get;
        init
        {
            field = value;
            EventTimeReader = value is null ? null : (in v) => value(v);
        }
    }

    /// <summary>Whether a null key is processed (as <c>default</c>) rather than treated as bad input. Default false.</summary>
    public bool AllowsNullKey { get; init; }

    /// <summary>Whether a null value is processed (as <c>default</c>) rather than treated as bad input. Default false.</summary>
    public bool AllowsNullValue { get; init; }

    /// <summary>The event time reader that was set last. Sources whose values are too large to copy set it directly.</summary>
    internal EventTimeReader<TValue>? EventTimeReader { get; init; }
}
