using System.Buffers;

namespace ClickstreamAnalysis.Funnels;

internal sealed class FunnelCountsSerde : ISerde<FunnelCounts>
{
    private readonly ISerde<FunnelCountsFields> _fields = Serdes.Json(FunnelJson.Default.FunnelCountsFields);

    public FunnelCounts Deserialize(ReadOnlySpan<byte> bytes)
    {
        var fields = _fields.Deserialize(bytes);
        return fields is { Type: FunnelJson.CountsType, Steps.Length: > 0 } && fields.Steps.All(static step => step is { Name: not null })
            ? new(FunnelJson.ToBucket(fields.Start, fields.End), [.. fields.Steps.Select(step => new FunnelStepCount(step.Name!, step.Users))])
            : throw new SerdeException("invalid-funnel-counts", "This JSON is not the counts of a funnel: its type or its steps are wrong.");
    }

    public void Serialize(in FunnelCounts value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        var steps = new FunnelStepFields[value.Steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = new(value.Steps[i].Name, value.Steps[i].Users);
        }

        _fields.Serialize(new(FunnelJson.CountsType, steps, value.Bucket.Window?.StartMs, value.Bucket.Window?.EndMs), destination);
    }
}

internal sealed record FunnelCountsFields(string? Type, FunnelStepFields[]? Steps, long? Start, long? End);

internal sealed record FunnelStepFields(string? Name, long Users);
