using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>How a topic is read: serdes, and where event time comes from. Immutable.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
public sealed record Consumed<TKey, TValue>
{
    /// <summary>Reads keys and values with these serdes; event time is the record's timestamp.</summary>
    /// <param name="keySerde">Keys.</param>
    /// <param name="valueSerde">Values.</param>
    public Consumed(ISerde<TKey> keySerde, ISerde<TValue> valueSerde)
    {
        ArgumentNullException.ThrowIfNull(keySerde);
        ArgumentNullException.ThrowIfNull(valueSerde);
        KeySerde = keySerde;
        ValueSerde = valueSerde;
    }

    /// <summary>Reads keys.</summary>
    public ISerde<TKey> KeySerde { get; }

    /// <summary>Reads values.</summary>
    public ISerde<TValue> ValueSerde { get; }

    /// <summary>
    /// Takes event time, in milliseconds since 1970, from the value; null (the default) takes the record's timestamp. Called
    /// only with a value that is there.
    /// </summary>
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

    /// <summary>The same as <see cref="TimestampMsOf"/>; for large values it may be set after it, to one that does not copy them.</summary>
    internal EventTimeReader<TValue>? EventTimeReader { get; init; }
}
