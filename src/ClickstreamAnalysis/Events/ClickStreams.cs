using ClickstreamAnalysis.Events;

namespace ClickstreamAnalysis;

/// <summary>Adds click events as input of a topology.</summary>
public static class ClickStreams
{
    /// <summary>Reads a topic of clicks as JSON. Event time is the time of the click.</summary>
    /// <remarks>
    /// With <see cref="ClickKey.User"/>, the clicks of one user can be in any partition of the topic, so a stateful operator downstream
    /// repartitions them.
    /// </remarks>
    /// <param name="builder">The topology builder.</param>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="key">The key of the clicks. Default: the key of the record.</param>
    /// <param name="serde">The serde of the clicks. Default null: <see cref="ClickEvent.Serde"/>, which reads every field.</param>
    /// <returns>The clicks, keyed by user.</returns>
    /// <exception cref="InvalidOperationException">The topology is already built.</exception>
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
            ClickKey.JsonText => builder.Stream(topic, Consume(JsonTextSerde.Instance, serde)),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key, "The key of clicks must be ClickKey.Record, ClickKey.User or ClickKey.JsonText."),
        };
    }

    /// <summary>Reads a topic of clicks in another format, such as Avro. The key of a click is the key of the record, event time the time of the click.</summary>
    /// <param name="builder">The topology builder.</param>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="serde">The serde of the clicks.</param>
    /// <returns>The clicks, keyed by user.</returns>
    /// <exception cref="InvalidOperationException">The topology is already built.</exception>
    public static KStream<string, ClickEvent> Clicks(this TopologyBuilder builder, string topic, ISerde<ClickEvent> serde)
    {
        ArgumentNullException.ThrowIfNull(serde);
        return builder.Clicks(topic, ClickKey.Record, serde);
    }

    private static Consumed<TKey, ClickEvent> Consume<TKey>(ISerde<TKey> keySerde, ISerde<ClickEvent>? serde) => new()
    {
        KeySerde = keySerde,
        ValueSerde = serde ?? ClickEvent.Serde,
        TimestampMsOf = static click => click.TimestampMs,
        EventTimeReader = static (in click) => click.TimestampMs,
    };
}
