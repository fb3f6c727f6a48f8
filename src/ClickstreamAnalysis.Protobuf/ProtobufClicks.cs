using ClickstreamAnalysis.Protobuf;
using Google.Protobuf;

namespace ClickstreamAnalysis;

/// <summary>Serdes of clicks from Protobuf behind a Schema Registry, for <c>builder.Clicks(topic, ProtobufClicks.From(registry, map))</c>.</summary>
/// <remarks>Reasons of a <see cref="SerdeException"/>: those of <see cref="ProtobufSerdes"/>, and <c>mapping</c> for a function that threw.</remarks>
public static class ProtobufClicks
{
    /// <summary>Maps messages by a function. Throw a <see cref="SerdeException"/> to give a reason of a bad record.</summary>
    /// <typeparam name="T">The generated class of the messages.</typeparam>
    /// <param name="registry">The registry.</param>
    /// <param name="map">Makes a click.</param>
    /// <param name="unmap">Makes a message of a click, to write clicks to a topic. Default null: the serde only reads.</param>
    /// <returns>The serde.</returns>
    public static ISerde<ClickEvent> From<T>(SchemaRegistrySession registry, Func<T, ClickEvent> map, Func<ClickEvent, T>? unmap = null)
        where T : class, IMessage<T>, new()
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(registry);
        return new MappedClickSerde<T>(new ProtobufSerde<T>(registry), map, unmap, $"{nameof(ProtobufClicks)}.{nameof(From)}");
    }
}
