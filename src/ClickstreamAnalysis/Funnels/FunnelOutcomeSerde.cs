using System.Buffers;
using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Funnels;

internal sealed class FunnelOutcomeSerde : ISerde<FunnelOutcome>
{
    private readonly ISerde<FunnelOutcomeFields> _fields = Serdes.Json(FunnelJson.Default.FunnelOutcomeFields);

    public FunnelOutcome Deserialize(ReadOnlySpan<byte> bytes)
    {
        var fields = _fields.Deserialize(bytes);
        return fields is { Type: FunnelJson.OutcomeType, Times.Length: > 0 } && fields.Times.Length == fields.Reached && fields.Reached <= fields.Steps
            && AreAscending(fields.Times)
            ? new(FunnelJson.ToBucket(fields.Start, fields.End), fields.Steps, ImmutableCollectionsMarshal.AsImmutableArray(fields.Times), fields.Final)
            : throw new SerdeException("invalid-funnel-outcome", "This JSON is no outcome of a funnel: its type, or its step times, are wrong.");
    }

    // Their difference is a TimeSpan, which holds less than all of a long's milliseconds.
    private static bool AreAscending(long[] timesMs)
    {
        for (var i = 1; i < timesMs.Length; i++)
        {
            if (timesMs[i] < timesMs[i - 1])
            {
                return false;
            }
        }

        return (Int128)timesMs[^1] - timesMs[0] <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond;
    }

    public void Serialize(in FunnelOutcome value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        _fields.Serialize(
            new(
                FunnelJson.OutcomeType, value.StepsReached, value.StepCount, ImmutableCollectionsMarshal.AsArray(value.StepTimesMs), value.IsFinal,
                value.Bucket.StartMs, value.Bucket.EndMs),
            destination);
    }
}

internal sealed record FunnelOutcomeFields(string? Type, int Reached, int Steps, long[]? Times, bool Final, long? Start, long? End);
