using ClickstreamAnalysis.Events;

namespace ClickstreamAnalysis;

/// <summary>Click events as input of a topology.</summary>
public static class ClickStreams
{
    /// <summary>Reads a topic of clicks as JSON; event time is that of the click.</summary>
    /// <remarks>
    /// Keyed by <see cref="ClickKey.User"/>, the clicks of one user may be in any partition of the topic, so a stateful operator downstream
    /// sends them through a repartition topic.
    /// </remarks>
    /// <param name="builder">The topology under construction.</param>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="key">What the clicks are keyed by. Default: the key of the record.</param>
    /// <param name="serde">Reads the clicks. Default null: <see cref="ClickEvent.Serde"/>, which reads every field.</param>
    /// <returns>The clicks, keyed by user.</returns>
    /// <exception cref="InvalidOperationException">The topology was built before.</exception>
    public static KStream<string, ClickEvent> Clicks(
        this TopologyBuilder builder, string topic, ClickKey key = ClickKey.Record, ISerde<ClickEvent>? serde = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return key switch
        {
            ClickKey.Record => builder.Stream(topic, Consume(Serdes.Utf8, serde)),
            ClickKey.User => builder
                .Stream(topic, Consume(IgnoredKeySerde.Instance, serde) with { AllowsNullKey = true })
                .SelectKey(static (_, click) => click.User, Serdes.Utf8),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key, "Clicks are keyed by the record or by the user."),
        };
    }

    private static Consumed<TKey, ClickEvent> Consume<TKey>(ISerde<TKey> keySerde, ISerde<ClickEvent>? serde) => new()
    {
        KeySerde = keySerde,
        ValueSerde = serde ?? ClickEvent.Serde,
        TimestampMsOf = static click => click.TimestampMs,
        EventTimeReader = static (in click) => click.TimestampMs,
    };
}
