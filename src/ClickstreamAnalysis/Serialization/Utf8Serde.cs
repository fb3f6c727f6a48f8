using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace ClickstreamAnalysis.Serialization;

internal sealed class Utf8Serde : ISerde<string>
{
    public string Name => "utf8";

    public string Deserialize(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StringPool.Keys.Get(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new SerdeException("invalid-utf8", $"A text of {bytes.Length} bytes is not valid UTF-8 from byte {e.Index} on.");
        }
    }

    public void Serialize(in string value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        var span = destination.GetSpan(Math.Max(1, value.Length * 3));
        if (Utf8.FromUtf16(value, span, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw new SerdeException(
                "invalid-utf16", $"A text of {value.Length} characters holds half of a surrogate pair, which has no UTF-8 form.");
        }

        destination.Advance(written);
    }
}
