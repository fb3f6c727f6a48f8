using ClickstreamAnalysis.Events;

namespace ClickstreamAnalysis;

/// <summary>Click events as input of a topology.</summary>
public static class ClickStreams
{
    /// <summary>Reads a topic of clicks as JSON, keyed by user; event time is the click's own.</summary>
    /// <param name="builder">The topology under construction.</param>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="serde">Reads the clicks; null takes <see cref="ClickEvent.Serde"/>, which reads every field.</param>
    /// <returns>The clicks.</returns>
    public static KStream<string, ClickEvent> Clicks(this TopologyBuilder builder, string topic, ISerde<ClickEvent>? serde = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Stream(topic, new Consumed<string, ClickEvent>(Serdes.Utf8, serde ?? ClickEvent.Serde)
        {
            TimestampMsOf = static click => click.TimestampMs,
            EventTimeReader = static (in click) => click.TimestampMs,
        });
    }

    /// <summary>
    /// Reads a topic of clicks as JSON whatever their keys are, absent ones included, and keys each click by its user; event time is the click's own.
    /// </summary>
    /// <remarks>Clicks of one user may be in any partition, so a stateful operator downstream sends them through a repartition topic.</remarks>
    /// <param name="builder">The topology under construction.</param>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="serde">Reads the clicks; null takes <see cref="ClickEvent.Serde"/>, which reads every field.</param>
    /// <returns>The clicks.</returns>
    public static KStream<string, ClickEvent> ClicksByUser(this TopologyBuilder builder, string topic, ISerde<ClickEvent>? serde = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .Stream(topic, new Consumed<object?, ClickEvent>(IgnoredKeySerde.Instance, serde ?? ClickEvent.Serde)
            {
                TimestampMsOf = static click => click.TimestampMs,
                EventTimeReader = static (in click) => click.TimestampMs,
                AllowsNullKey = true,
            })
            .SelectKey(static (_, click) => click.User, Serdes.Utf8);
    }
}
