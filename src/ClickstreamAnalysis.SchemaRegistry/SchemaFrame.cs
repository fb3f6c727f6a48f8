using System.Buffers;
using System.Buffers.Binary;

namespace ClickstreamAnalysis;

/// <summary>The frame in front of a value: a zero byte, then the id of its schema as four bytes, big-endian.</summary>
public static class SchemaFrame
{
    /// <summary>The number of bytes in front of the value.</summary>
    public const int Length = 5;

    private const byte Magic = 0;
    private const byte MagicOfGuid = 1;
    private const int GuidLength = 17;

    /// <summary>Reads the frame.</summary>
    /// <param name="bytes">The frame and the value.</param>
    /// <param name="body">The value.</param>
    /// <returns>The id of the schema.</returns>
    /// <exception cref="SerdeException">
    /// There is no such frame: <c>frame-too-short</c>, <c>wrong-magic-byte</c>, or <c>schema-guid</c> for a schema named by its GUID.
    /// </exception>
    public static int Read(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> body)
    {
        if (bytes.Length < Length || bytes[0] != Magic)
        {
            throw NotAFrame(bytes);
        }

        body = bytes[Length..];
        return BinaryPrimitives.ReadInt32BigEndian(bytes[1..]);
    }

    /// <summary>Appends the frame.</summary>
    /// <param name="schemaId">The id of the schema.</param>
    /// <param name="destination">The buffer to append to.</param>
    public static void Write(int schemaId, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var frame = destination.GetSpan(Length);
        frame[0] = Magic;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], schemaId);
        destination.Advance(Length);
    }

    private static SerdeException NotAFrame(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [MagicOfGuid, ..] when bytes.Length >= GuidLength => new(
            "schema-guid", "The frame names its schema by a GUID, which is not supported: let the producer write the schema id in front of the value."),
        [] or [Magic, ..] => new(
            "frame-too-short", $"{bytes.Length} bytes are too few for the frame of a schema registry, which has {Length}."),
        _ => new(
            "wrong-magic-byte",
            "The bytes do not begin with the frame of a schema registry. Was the value written without one, or with the schema id in a header? "
            + "Let the producer write the schema id in front of the value."),
    };
}
