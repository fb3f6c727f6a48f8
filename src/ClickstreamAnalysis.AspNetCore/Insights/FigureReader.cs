using System.Buffers.Binary;
using System.Text;

namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Reads what <see cref="FigureWriter"/> wrote. Damaged bytes are a <see cref="SerdeException"/>.</summary>
internal ref struct FigureReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _bytes = bytes;

    /// <exception cref="SerdeException">The format is another one.</exception>
    public void ReadFormat(byte expected)
    {
        if (Take(1)[0] is var format && format != expected)
        {
            throw new SerdeException("unknown-format", $"Insights have format {format}, and this version reads {expected}: use the version that wrote them.");
        }
    }

    public long ReadNumber() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public int ReadCount(int max) => ReadNumber() is var count && count >= 0 && count <= max ? (int)count : throw Damaged();

    public ReadOnlySpan<byte> ReadBytes() => Take(ReadCount(_bytes.Length));

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    public TimedText ReadTimedText() => new(ReadNumber(), ReadText());

    public TimedText? ReadOptional() => Take(1)[0] == 0 ? null : ReadTimedText();

    /// <exception cref="SerdeException">Bytes are left.</exception>
    public readonly void End()
    {
        if (!_bytes.IsEmpty)
        {
            throw Damaged();
        }
    }

    public static SerdeException Damaged() => new("damaged", "The row of insights is damaged: it is shorter or longer than it says.");

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _bytes.Length)
        {
            throw Damaged();
        }

        var taken = _bytes[..length];
        _bytes = _bytes[length..];
        return taken;
    }
}
