using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Writes the stream to a topic, partitioned by key like Kafka's default partitioner does.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <param name="keySerde">Keys; null takes what is known of the stream.</param>
    /// <param name="valueSerde">Values; null takes what is known of the stream.</param>
    public static void To<TKey, TValue>(
        this KStream<TKey, TValue> stream, string topic, ISerde<TKey>? keySerde = null, ISerde<TValue>? valueSerde = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        keySerde ??= stream.KeySerde;
        valueSerde ??= stream.ValueSerde;
        if (keySerde is null || valueSerde is null)
        {
            stream.Builder.Complain($"To(\"{topic}\") does not know the serde of the {(keySerde is null ? "keys" : "values")}: pass it.");
            return;
        }

        stream.Attach(new SinkNode<TKey, TValue>(
            stream.Builder.NameFor("sink", null), new OutputTopic(topic, IsInternal: false), keySerde, valueSerde));
    }

    /// <summary>Sends the stream through an internal topic, so that equal keys meet in one task.</summary>
    /// <remarks>Stateful operators do this by themselves when keys have changed; call it to choose the number of partitions.</remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream; its serdes must be known.</param>
    /// <param name="name">The topic is <c>application-name-repartition</c>: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>.</param>
    /// <param name="partitions">How many partitions; null takes those of the widest input.</param>
    /// <returns>The same records, partitioned by key.</returns>
    /// <exception cref="ArgumentException">The name cannot be part of a topic's name.</exception>
    public static KStream<TKey, TValue> Repartition<TKey, TValue>(
        this KStream<TKey, TValue> stream, string name, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (partitions is < 1)
        {
            stream.Builder.Complain($"Repartition(\"{name}\") asks for {partitions} partitions: at least 1 is needed.");
        }

        return stream.ThroughNamed(name, partitions);
    }
}
