using System.Buffers;
using System.Buffers.Binary;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Windows;

/// <summary>
/// The row of a key: format, then for each window its start (8 bytes), the length of its value (4 bytes), and the value.
/// Numbers have their lowest byte first.
/// </summary>
internal sealed class OpenWindowsSerde<TAggregate>(ISerde<TAggregate> valueSerde) : ISerde<OpenWindows<TAggregate>>
{
    private const byte Format = 1;
    private const int HeadBytes = sizeof(long) + sizeof(int);

    public OpenWindows<TAggregate> Deserialize(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != Format)
        {
            throw new SerdeException("unknown-format", $"A row of windows is not of format {Format}: use the version that wrote it.");
        }

        var windows = new OpenWindows<TAggregate>();
        for (var rest = bytes[1..]; !rest.IsEmpty;)
        {
            var length = rest.Length < HeadBytes ? -1 : BinaryPrimitives.ReadInt32LittleEndian(rest[sizeof(long)..]);
            if (length < 0 || length > rest.Length - HeadBytes)
            {
                throw new SerdeException("damaged-row", "A row of windows has too few bytes, or too many.");
            }

            windows.At(BinaryPrimitives.ReadInt64LittleEndian(rest)).Value = valueSerde.Deserialize(rest.Slice(HeadBytes, length));
            rest = rest[(HeadBytes + length)..];
        }

        return windows;
    }

    public void Serialize(in OpenWindows<TAggregate> value, IBufferWriter<byte> destination)
    {
        destination.GetSpan(1)[0] = Format;
        destination.Advance(1);
        var buffer = s_buffer ??= new ArrayBufferWriter<byte>();
        foreach (ref readonly var window in value.All)
        {
            // Written aside, because its length goes in front.
            buffer.ResetWrittenCount();
            valueSerde.Serialize(in window.Value, buffer);
            var head = destination.GetSpan(HeadBytes);
            BinaryPrimitives.WriteInt64LittleEndian(head, window.StartMs);
            BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(long)..], buffer.WrittenCount);
            destination.Advance(HeadBytes);
            destination.Write(buffer.WrittenSpan);
        }
    }

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;
}
