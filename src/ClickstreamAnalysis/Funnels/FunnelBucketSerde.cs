using System.Buffers;

namespace ClickstreamAnalysis.Funnels;

internal sealed class FunnelBucketSerde : ISerde<FunnelBucket>
{
    private readonly ISerde<FunnelBucketFields> _fields = Serdes.Json(FunnelJson.Default.FunnelBucketFields);

    public FunnelBucket Deserialize(ReadOnlySpan<byte> bytes)
    {
        var fields = _fields.Deserialize(bytes);
        return FunnelJson.ToBucket(fields.Start, fields.End);
    }

    public void Serialize(in FunnelBucket value, IBufferWriter<byte> destination) =>
        _fields.Serialize(new(value.Window?.StartMs, value.Window?.EndMs), destination);
}

internal sealed record FunnelBucketFields(long? Start, long? End);
