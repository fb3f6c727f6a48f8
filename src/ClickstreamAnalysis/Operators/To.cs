using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Writes the stream to a topic, partitioned by key like Kafka's default partitioner.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="keySerde">Serializes keys. Default null: the serde of the stream, else the library's for the type.</param>
    /// <param name="valueSerde">Serializes values. Default null: the serde of the stream, else the library's for the type.</param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    public static void To<TKey, TValue>(
        this KStream<TKey, TValue> stream, string topic, ISerde<TKey>? keySerde = null, ISerde<TValue>? valueSerde = null, string? name = null) =>
        To(stream, topic, new Produced<TKey, TValue> { KeySerde = keySerde, ValueSerde = valueSerde, Name = name });

    /// <summary>Writes the stream to a topic, partitioned by key as by Kafka's default partitioner.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="produced">Serdes, and the name of the node.</param>
    public static void To<TKey, TValue>(this KStream<TKey, TValue> stream, string topic, Produced<TKey, TValue> produced)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(produced);
        var mistakes = stream.Builder.Mistakes;
        var keySerde = mistakes.Require(produced.KeySerde ?? stream.KeySerde, $"To(\"{topic}\")", "key", "to it");
        var valueSerde = mistakes.Require(produced.ValueSerde ?? stream.ValueSerde, $"To(\"{topic}\")", "value", "to it");
        if (keySerde is not null && valueSerde is not null)
        {
            stream.Attach(new SinkNode<TKey, TValue>(
                stream.Builder.NameFor("sink", produced.Name), new OutputTopic(topic, IsInternal: false), keySerde, valueSerde));
        }
    }
}
