using System.Collections.Immutable;
using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// The cells of a tally: the steps of all attempts, the steps by value of the breakdown, and the time to convert: in total, then by step.
/// </summary>
internal sealed class TallyLayout(RuledFunnel funnel, ImmutableArray<string> steps, ImmutableArray<string> values)
{
    // The sum, and the cells of the histogram.
    private const int TimeCells = 1 + DurationCells.Count;

    private readonly int _times = (funnel.Values + 1) * steps.Length;

    public int Cells => _times + (funnel.MeasuresTimes ? steps.Length * TimeCells : 0);

    public string Form => $"{steps.Length}-{funnel.Values}:{funnel.ValuesHash:x}-{(funnel.MeasuresTimes ? "times" : "counts")}";

    /// <summary>Adds an attempt, or takes it away.</summary>
    public void Add(FunnelTally tally, RuledAttempt attempt, int count)
    {
        var next = 0;
        for (var rest = attempt.Taken; rest != 0; rest &= rest - 1, next++)
        {
            var step = BitOperations.TrailingZeroCount(rest);
            tally.Add(step, count);
            if (funnel.Values > 0)
            {
                tally.Add(((attempt.Value + 1) * steps.Length) + step, count);
            }

            if (funnel.MeasuresTimes && next > 0)
            {
                AddTime(tally, step, attempt.StepTimesMs[next] - attempt.StepTimesMs[next - 1], count);
            }
        }

        if (funnel.MeasuresTimes && attempt.Depth == steps.Length)
        {
            AddTime(tally, 0, attempt.StepTimesMs[^1] - attempt.StepTimesMs[0], count);
        }
    }

    public FunnelCounts CountsOf(FunnelBucket bucket, FunnelTally tally) =>
        new(bucket, StepsOf(tally, 0, withTimes: funnel.MeasuresTimes))
        {
            Breakdown = funnel.Values == 0
                ? []
                : [.. Enumerable.Range(0, funnel.Values)
                    .OrderBy(static value => value < 2 ? int.MaxValue - value : value)
                    .Select(value => new FunnelBreakdown(NameOf(value), StepsOf(tally, value + 1, withTimes: false)))],
            TimeToConvert = funnel.MeasuresTimes ? TimeOf(tally, 0) : null,
        };

    private string NameOf(int value) => value switch
    {
        RuledFunnel.NoValue => FunnelBreakdown.None,
        RuledFunnel.OtherValue => FunnelBreakdown.Other,
        _ => values[value - 2],
    };

    private ImmutableArray<FunnelStepCount> StepsOf(FunnelTally tally, int row, bool withTimes) =>
    [
        .. steps.Select((name, step) => new FunnelStepCount(name, tally[(row * steps.Length) + step])
        {
            TimeFromPrevious = withTimes && step > 0 ? TimeOf(tally, step) : null,
        }),
    ];

    private void AddTime(FunnelTally tally, int step, long durationMs, int count)
    {
        var first = _times + (step * TimeCells);
        tally.Add(first, durationMs * count);
        tally.Add(first + 1 + DurationCells.Of(durationMs), count);
    }

    private FunnelTimes TimeOf(FunnelTally tally, int step)
    {
        var first = _times + (step * TimeCells);
        return new(
            tally[first],
            [.. tally.Cells.Where(cell => cell.Key > first && cell.Key < first + TimeCells).Select(cell => new KeyValuePair<int, long>(cell.Key - first - 1, cell.Value))]);
    }
}
