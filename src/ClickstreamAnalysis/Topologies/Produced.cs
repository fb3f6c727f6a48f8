namespace ClickstreamAnalysis;

/// <summary>How a topic is written: serdes, and the name of the node. Immutable.</summary>
/// <remarks>
/// <code>
/// orders.To("orders-by-day", new Produced&lt;string, Order&gt; { ValueSerde = Serdes.Json&lt;Order&gt;() });
/// </code>
/// </remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
public sealed record Produced<TKey, TValue>
{
    /// <summary>Writes keys. Default null: the serde of the stream, or the one that the library knows for the type; without one, the topology is refused.</summary>
    public ISerde<TKey>? KeySerde { get; init; }

    /// <summary>Writes values. Default null: the serde of the stream, or the one that the library knows for the type; without one, the topology is refused.</summary>
    public ISerde<TValue>? ValueSerde { get; init; }

    /// <summary>Name of the node, for descriptions and errors. Default null: derived from the kind.</summary>
    public string? Name { get; init; }
}
