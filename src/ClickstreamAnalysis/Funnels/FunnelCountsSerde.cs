using System.Buffers;
using System.Collections.Immutable;
using ClickstreamAnalysis.Funnels.Rules;

namespace ClickstreamAnalysis.Funnels;

internal sealed class FunnelCountsSerde : ISerde<FunnelCounts>
{
    private readonly ISerde<FunnelCountsFields> _fields = Serdes.Json(FunnelJson.Default.FunnelCountsFields);

    public FunnelCounts Deserialize(ReadOnlySpan<byte> bytes)
    {
        var fields = _fields.Deserialize(bytes);
        if (fields is not { Type: FunnelJson.CountsType, Steps.Length: > 0 } || !fields.Steps.All(static step => step is { Name: not null })
            || fields.Breakdown?.All(row => IsValid(row, fields.Steps.Length)) == false)
        {
            throw Invalid();
        }

        return new(FunnelJson.ToBucket(fields.Start, fields.End), [.. fields.Steps.Select(ToStep)])
        {
            Breakdown = [.. (fields.Breakdown ?? []).Select(row => ToBreakdown(row, fields.Steps))],
            TimeToConvert = ToTimes(fields.TimeToConvert),
        };
    }

    public void Serialize(in FunnelCounts value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        var steps = new FunnelStepFields[value.Steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = new(value.Steps[i].Name, value.Steps[i].Users, ToFields(value.Steps[i].TimeFromPrevious));
        }

        FunnelBreakdownFields[]? breakdown = value.Breakdown.IsDefaultOrEmpty
            ? null
            : [.. value.Breakdown.Select(ToFields)];
        _fields.Serialize(
            new(FunnelJson.CountsType, steps, value.Bucket.Window?.StartMs, value.Bucket.Window?.EndMs, breakdown, ToFields(value.TimeToConvert)), destination);
    }

    private static SerdeException Invalid() => new("invalid-funnel-counts", "This JSON is not the counts of a funnel: its type, its steps, its breakdown or its times are wrong.");

    private static bool IsValid(FunnelBreakdownFields? row, int steps) =>
        row is { Value: not null, Users: not null } && row.Users.Length == steps && (row.Times is null || row.Times.Length == steps);

    private static FunnelBreakdown ToBreakdown(FunnelBreakdownFields row, FunnelStepFields[] steps) =>
        new(row.Value!, [.. row.Users!.Select((users, step) => new FunnelStepCount(steps[step].Name!, users) { TimeFromPrevious = ToTimes(row.Times?[step]) })])
        {
            TimeToConvert = ToTimes(row.TimeToConvert),
        };

    private static FunnelBreakdownFields ToFields(FunnelBreakdown row) => new(
        row.Value,
        [.. row.Steps.Select(static step => step.Users)],
        row.Steps.All(static step => step.TimeFromPrevious is null) ? null : [.. row.Steps.Select(static step => ToFields(step.TimeFromPrevious))],
        ToFields(row.TimeToConvert));

    private static FunnelStepCount ToStep(FunnelStepFields step) => new(step.Name!, step.Users) { TimeFromPrevious = ToTimes(step.Time) };

    private static FunnelTimesFields? ToFields(FunnelTimes? times) =>
        times is null ? null : new(times.Count, times.SumMs, [.. times.Cells.SelectMany(static cell => new[] { cell.Key, cell.Value })]);

    private static FunnelTimes? ToTimes(FunnelTimesFields? fields)
    {
        if (fields is null)
        {
            return null;
        }

        var cells = ImmutableArray.CreateBuilder<KeyValuePair<int, long>>();
        for (var i = 0; fields.Cells is { } pairs && i < pairs.Length; i += 2)
        {
            if (i + 1 == pairs.Length || pairs[i] < 0 || pairs[i] >= DurationCells.Count || pairs[i + 1] <= 0 || (i > 0 && pairs[i] <= pairs[i - 2]))
            {
                throw Invalid();
            }

            cells.Add(new((int)pairs[i], pairs[i + 1]));
        }

        var times = new FunnelTimes(fields.SumMs, cells.ToImmutable());
        return times.Count == fields.Count && fields.SumMs >= 0 ? times : throw Invalid();
    }
}

internal sealed record FunnelCountsFields(
    string? Type, FunnelStepFields[]? Steps, long? Start, long? End, FunnelBreakdownFields[]? Breakdown, FunnelTimesFields? TimeToConvert);

internal sealed record FunnelStepFields(string? Name, long Users, FunnelTimesFields? Time);

internal sealed record FunnelBreakdownFields(string? Value, long[]? Users, FunnelTimesFields?[]? Times, FunnelTimesFields? TimeToConvert);

internal sealed record FunnelTimesFields(long Count, long SumMs, long[]? Cells);
