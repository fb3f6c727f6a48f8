using System.Buffers;
using Google.Protobuf;

namespace ClickstreamAnalysis.Protobuf;

/// <summary>Clicks that a function makes of messages.</summary>
internal sealed class ProtobufClickSerde<T>(ISerde<T> values, Func<T, ClickEvent> map, Func<ClickEvent, T>? unmap) : ISerde<ClickEvent>, IPreparedSerde
    where T : class, IMessage<T>, new()
{
    public string Name => $"click from {values.Name}";

    public ClickEvent Deserialize(ReadOnlySpan<byte> bytes)
    {
        var value = values.Deserialize(bytes);
        try
        {
            return map(value);
        }
        catch (Exception error) when (error is not (SerdeException or OutOfMemoryException))
        {
            throw new SerdeException("mapping", $"The function that makes a click of a value of type {typeof(T).Name} threw {error.GetType().Name}.", error);
        }
    }

    public void Serialize(in ClickEvent value, IBufferWriter<byte> destination)
    {
        if (unmap is null)
        {
            throw OnlyReads();
        }

        values.Serialize(unmap(value), destination);
    }

    public ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(use);
        return use.Writes && unmap is null
            ? throw new StreamsException($"Clicks are written to topic '{use.Topic}' with the serde '{Name}': {OnlyReads().Message}")
            : ((IPreparedSerde)values).PrepareAsync(use, cancellationToken);
    }

    private static InvalidOperationException OnlyReads() =>
        new($"The serde only reads: give {nameof(ProtobufClicks)}.{nameof(ProtobufClicks.From)} a function that makes a value of a click.");
}
