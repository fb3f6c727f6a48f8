using Google.Protobuf.Reflection;

namespace ClickstreamAnalysis.Protobuf;

/// <summary>
/// The position of a message in its file, as it stands in front of the message: the number of indexes, then an index for each level of nesting, all as
/// zigzag varints. The first message of a file has the short form of one zero.
/// </summary>
internal sealed class MessageIndex
{
    private const int MaxLevels = 100;

    private readonly int[] _path;
    private readonly byte[] _bytes;

    private MessageIndex(int[] path)
    {
        _path = path;
        _bytes = IsFirst ? [0] : [.. Varint(path.Length), .. path.SelectMany(Varint)];
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    private bool IsFirst => _path is [0];

    public static MessageIndex Of(MessageDescriptor message)
    {
        var path = new List<int>();
        for (var level = message; level is not null; level = level.ContainingType)
        {
            path.Insert(0, level.Index);
        }

        return new MessageIndex([.. path]);
    }

    /// <summary>Returns what is behind the position.</summary>
    /// <exception cref="SerdeException">The position cannot be read, or is that of another message.</exception>
    public ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> body) =>
        body.StartsWith(_bytes) ? body[_bytes.Length..] : SkipSlowly(body);

    // The long form of the first message, or an error.
    private ReadOnlySpan<byte> SkipSlowly(ReadOnlySpan<byte> body)
    {
        var count = Read(ref body);
        if (count is < 0 or > MaxLevels)
        {
            throw Invalid();
        }

        var isSame = count == 0 ? IsFirst : count == _path.Length;
        for (var level = 0; level < count; level++)
        {
            var index = Read(ref body);
            isSame = isSame && index == _path[level];
        }

        return isSame ? body : throw new SerdeException(
            "message-type", $"The record has another message of its file than the expected one, whose position is [{string.Join(", ", _path)}].");
    }

    private static int Read(ref ReadOnlySpan<byte> body)
    {
        uint value = 0;
        for (var i = 0; i < body.Length && i < 5; i++)
        {
            value |= (uint)(body[i] & 0x7F) << (7 * i);
            if (body[i] < 0x80)
            {
                body = body[(i + 1)..];
                return (int)(value >> 1) ^ -(int)(value & 1);
            }
        }

        throw Invalid();
    }

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        var rest = (uint)((value << 1) ^ (value >> 31));
        for (; rest >= 0x80; rest >>= 7)
        {
            bytes.Add((byte)(rest | 0x80));
        }

        bytes.Add((byte)rest);
        return [.. bytes];
    }

    private static SerdeException Invalid() =>
        new("invalid-message-index", "The position of the message in its file cannot be read: was the record written by a Protobuf serializer of the registry?");
}
