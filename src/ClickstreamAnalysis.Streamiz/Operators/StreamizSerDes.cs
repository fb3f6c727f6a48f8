using System.Buffers;
using Confluent.Kafka;
using Streamiz.Kafka.Net.SerDes;

namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>A serde of the library as one of Streamiz.</summary>
internal sealed class StreamizSerDes<T>(ISerde<T> serde) : AbstractSerDes<T>
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    /// <exception cref="SerdeException">There is no value, and the type has no null; or the bytes are not a value of the type.</exception>
    public override T Deserialize(byte[]? data, SerializationContext context) =>
        data is not null ? serde.Deserialize(data)
        : default(T) is null ? default!
        : throw new SerdeException("null-value", $"A record of the topic '{context.Topic}' has no {context.Component.ToString().ToLowerInvariant()}, and its type has no null.");

    public override byte[] Serialize(T data, SerializationContext context)
    {
        if (data is null)
        {
            return null!;
        }

        var buffer = s_buffer ??= new ArrayBufferWriter<byte>(256);
        buffer.ResetWrittenCount();
        serde.Serialize(in data, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
