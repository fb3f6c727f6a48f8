using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Processing.Repartitioning;

/// <summary>
/// The frame in front of the value of every record of a repartition topic: the upstream task that sent it and that task's stream
/// time. A marker has only the frame; it carries stream time to partitions that get no records.
/// </summary>
/// <remarks>
/// Layout: one byte with the format in its upper and the flags in its lower half; the partition of the upstream task as a number;
/// and, once stream time has started, the timestamp of the record minus stream time as a signed number. For records in order, 3 bytes.
/// </remarks>
/// <param name="Upstream">The partition of the upstream task.</param>
/// <param name="StreamTimeMs">The stream time of the task: later records of it are not older, unless they are out of order there too. -1 before the first record.</param>
/// <param name="IsQuiet">The upstream task has read its inputs to their ends, and nothing has arrived for a while.</param>
/// <param name="IsMarker">The frame has no record.</param>
/// <param name="HasValue">False for a null value.</param>
internal readonly record struct RepartitionFrame(int Upstream, long StreamTimeMs, bool IsQuiet, bool IsMarker, bool HasValue)
{
    private const byte FormatMask = 0xF0;
    private const byte Format = 0xC0;
    private const byte ValueFlag = 1;
    private const byte MarkerFlag = 2;
    private const byte QuietFlag = 4;
    private const byte TimeFlag = 8;

    public void Write(IBufferWriter<byte> destination, long timestampMs)
    {
        var hasTime = StreamTimeMs >= 0;
        destination.WriteByte((byte)(Format | (HasValue ? ValueFlag : 0) | (IsMarker ? MarkerFlag : 0) | (IsQuiet ? QuietFlag : 0) | (hasTime ? TimeFlag : 0)));
        destination.WriteNumber((ulong)Upstream);
        if (hasTime)
        {
            destination.WriteSigned(timestampMs - StreamTimeMs);
        }
    }

    /// <summary>Reads a frame; false when the bytes do not start with one.</summary>
    /// <param name="value">The value of the record in the topic.</param>
    /// <param name="timestampMs">Its timestamp.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="length">The length of the frame in bytes.</param>
    public static bool TryRead(ReadOnlySpan<byte> value, long timestampMs, out RepartitionFrame frame, out int length)
    {
        frame = default;
        length = 0;
        if (value.IsEmpty || (value[0] & FormatMask) != Format)
        {
            return false;
        }

        var reader = new RowReader(value);
        try
        {
            var flags = reader.ReadByte();
            var upstream = reader.ReadInt32();
            var streamTimeMs = (flags & TimeFlag) != 0 ? timestampMs - reader.ReadSigned() : -1;
            frame = new(upstream, streamTimeMs, (flags & QuietFlag) != 0, (flags & MarkerFlag) != 0, (flags & ValueFlag) != 0);
            length = reader.Position;
            return true;
        }
        catch (SerdeException)
        {
            return false;
        }
    }

    /// <summary>Whether a record of a repartition topic is a marker.</summary>
    public static bool IsMarkerOf(ReadOnlySpan<byte> value) => !value.IsEmpty && (value[0] & (FormatMask | MarkerFlag)) == (Format | MarkerFlag);
}
