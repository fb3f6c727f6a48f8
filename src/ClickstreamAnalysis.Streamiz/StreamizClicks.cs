using ClickstreamAnalysis.Streamiz.Operators;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.Stream;

namespace ClickstreamAnalysis;

/// <summary>Streams of clicks in Streamiz.</summary>
public static class StreamizClicks
{
    /// <summary>Reads a topic of clicks, with the time of each click as its event time.</summary>
    /// <remarks>
    /// Keys are users as UTF-8 text. A record that is not a click, or has no value, goes to the deserialization exception handler of Streamiz,
    /// which stops the application by default.
    /// </remarks>
    /// <param name="builder">The builder of Streamiz.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="serde">The serde of the values. Default null: <see cref="ClickEvent.Serde"/>.</param>
    /// <returns>The clicks.</returns>
    /// <exception cref="ArgumentNullException">The builder or the topic is null.</exception>
    public static IKStream<string, ClickEvent> Clicks(this StreamBuilder builder, string topic, ISerde<ClickEvent>? serde = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(topic);
        return builder.Stream(topic, Serdes.Utf8.ToStreamiz(), (serde ?? ClickEvent.Serde).ToStreamiz(), new ClickTimestampExtractor());
    }
}
