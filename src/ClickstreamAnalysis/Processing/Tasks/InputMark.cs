using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>
/// A changelog record with the input offsets that the state includes. With exactly-once, each commit that changes the state writes one, so
/// that state restored without a checkpoint has them too.
/// </summary>
internal static class InputMark
{
    private static readonly byte[] s_key = [0xFF, 0xFE, .. "clickstream-input-mark"u8];

    /// <summary>The key of every mark. No key of a store starts with these bytes.</summary>
    public static ReadOnlySpan<byte> Key => s_key;

    /// <summary>Whether a record of a changelog is a mark rather than a row.</summary>
    public static bool Is(ReadOnlySpan<byte> key) => key.SequenceEqual(s_key);

    /// <summary>Writes the value of a mark: for each input its next offset (8 bytes), the length of its topic's name (2 bytes), and the name.</summary>
    public static void Write(IBufferWriter<byte> value, TaskInput[] inputs)
    {
        foreach (var input in inputs)
        {
            if (input.NextOffset is { } next)
            {
                var topic = input.Partition.Topic;
                var span = value.GetSpan(10 + Encoding.UTF8.GetMaxByteCount(topic.Length));
                var length = Encoding.UTF8.GetBytes(topic, span[10..]);
                BinaryPrimitives.WriteInt64LittleEndian(span, next);
                BinaryPrimitives.WriteUInt16LittleEndian(span[8..], (ushort)length);
                value.Advance(10 + length);
            }
        }
    }

    /// <summary>Reads the value of a mark.</summary>
    /// <param name="value">The value.</param>
    /// <param name="inputs">Receives the next offset, by topic.</param>
    public static void Read(ReadOnlySpan<byte> value, Dictionary<string, long> inputs)
    {
        while (value.Length >= 10)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(value[8..]);
            inputs[Encoding.UTF8.GetString(value.Slice(10, length))] = BinaryPrimitives.ReadInt64LittleEndian(value);
            value = value[(10 + length)..];
        }
    }
}
