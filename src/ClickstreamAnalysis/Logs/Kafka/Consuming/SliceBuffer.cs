using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka.Consuming;

/// <summary>
/// Holds the bytes of the current record. The client exposes them as a span only during a deserializer call, so they are
/// copied into one buffer that is reused for the next record.
/// </summary>
internal sealed class SliceBuffer : Client.IDeserializer<Slice>
{
    private byte[] _bytes = new byte[4096];
    private int _used;

    /// <summary>Discards the previous record.</summary>
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
