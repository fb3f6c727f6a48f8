using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>
/// Keeps the bytes of the record being read: the client shows them as a span for the length of a deserializer's call, and
/// this copies them into one buffer that is used again for the next record.
/// </summary>
internal sealed class SliceBuffer : Client.IDeserializer<Slice>
{
    private byte[] _bytes = new byte[4096];
    private int _used;

    /// <summary>Forgets the record before.</summary>
    public void Clear() => _used = 0;

    public ReadOnlySpan<byte> Bytes(Slice slice) => slice.Length <= 0 ? default : _bytes.AsSpan(slice.Start, slice.Length);

    public Slice Deserialize(ReadOnlySpan<byte> data, bool isNull, Client.SerializationContext context)
    {
        if (isNull)
        {
            return new Slice(0, -1);
        }

        var start = _used;
        if (_bytes.Length - start < data.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + data.Length));
        }

        data.CopyTo(_bytes.AsSpan(start));
        _used = start + data.Length;
        return new Slice(start, data.Length);
    }
}
