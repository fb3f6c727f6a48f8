using System.Buffers;
using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Funnels;

internal sealed class FunnelOutcomeSerde : ISerde<FunnelOutcome>
{
    private readonly ISerde<FunnelOutcomeFields> _fields = Serdes.Json(FunnelJson.Default.FunnelOutcomeFields);

    public FunnelOutcome Deserialize(ReadOnlySpan<byte> bytes)
    {
        var fields = _fields.Deserialize(bytes);
        if (fields is not { Type: FunnelJson.OutcomeType, StepTimes.Length: > 0 } || fields.StepsReached > fields.StepCount || !AreAscending(fields.StepTimes)
            || fields.StepsReached != (fields.StepsTaken?.LastOrDefault() ?? fields.StepTimes.Length))
        {
            throw Invalid();
        }

        try
        {
            var outcome = new FunnelOutcome(
                FunnelJson.ToBucket(fields.Start, fields.End), fields.StepCount, ImmutableCollectionsMarshal.AsImmutableArray(fields.StepTimes), fields.IsFinal)
            {
                Value = fields.Value,
                IsWithdrawn = fields.IsWithdrawn ?? false,
            };
            return fields.StepsTaken is null ? outcome : outcome.WithSteps(ImmutableCollectionsMarshal.AsImmutableArray(fields.StepsTaken));
        }
        catch (ArgumentException)
        {
            throw Invalid();
        }
    }

    private static SerdeException Invalid() => new("invalid-funnel-outcome", "This JSON is not a funnel outcome: its type or its step times are wrong.");

    // The difference of two step times must fit into a TimeSpan, whose range is smaller than that of a long in milliseconds.
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
                value.Bucket.Window?.StartMs, value.Bucket.Window?.EndMs,
                value.StepsReached == value.StepTimesMs.Length ? null : [.. value.StepsTaken], value.Value, value.IsWithdrawn ? true : null),
            destination);
    }
}

internal sealed record FunnelOutcomeFields(
    string? Type, int StepsReached, int StepCount, long[]? StepTimes, bool IsFinal, long? Start, long? End, int[]? StepsTaken, string? Value, bool? IsWithdrawn);
