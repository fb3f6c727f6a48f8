using System.Collections.Immutable;
using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// The cells of a tally: a row of steps for all attempts and one for each value of the breakdown, then as many rows of times. A row of times
/// has a histogram for the whole funnel and one for each step from the second.
/// </summary>
internal sealed class TallyLayout(RuledFunnel funnel, ImmutableArray<string> steps, ImmutableArray<string> values)
{
    /// <summary>The most cells that histograms of values may use, so that a row of state has at most about 1 MiB.</summary>
    public const int MostTimeCells = 1 << 18;

    // The sum, and the cells of the histogram.
    private const int TimeCells = 1 + DurationCells.Count;

    // The row of all attempts. The row of a value is the one after its number.
    private const int All = 0;

    private readonly int _times = (funnel.Values + 1) * steps.Length;

    public int Cells => _times + (funnel.MeasuresTimes ? (funnel.Values + 1) * steps.Length * TimeCells : 0);

    public string Form => $"{steps.Length}-{funnel.Values}:{funnel.ValuesHash:x}-{(funnel.MeasuresTimes ? "times" : "counts")}";

    /// <summary>The most cells that the histograms of values can use: a duration is at most the window.</summary>
    public static long TimeCellsOf(int values, int steps, long windowMs) => (long)values * steps * (DurationCells.Of(windowMs) + 1);

    /// <summary>Adds an attempt, or takes it away.</summary>
    public void Add(FunnelTally tally, RuledAttempt attempt, int count)
    {
        Add(tally, All, attempt, count);
        if (funnel.Values > 0)
        {
            Add(tally, attempt.Value + 1, attempt, count);
        }
    }

    public FunnelCounts CountsOf(FunnelBucket bucket, FunnelTally tally)
    {
        var cells = new TallyCells(tally);
        return new(bucket, StepsOf(cells, All))
        {
            Breakdown = funnel.Values == 0
                ? []
                : [.. Enumerable.Range(0, funnel.Values)
                    .OrderBy(static value => value < 2 ? int.MaxValue - value : value)
                    .Select(value => new FunnelBreakdown(NameOf(value), StepsOf(cells, value + 1)) { TimeToConvert = TimeOf(cells, value + 1, 0) })],
            TimeToConvert = TimeOf(cells, All, 0),
        };
    }

    private void Add(FunnelTally tally, int row, RuledAttempt attempt, int count)
    {
        var next = 0;
        for (var rest = attempt.Taken; rest != 0; rest &= rest - 1, next++)
        {
            var step = BitOperations.TrailingZeroCount(rest);
            tally.Add((row * steps.Length) + step, count);
            if (funnel.MeasuresTimes && next > 0)
            {
                AddTime(tally, row, step, attempt.TimeMs(next) - attempt.TimeMs(next - 1), count);
            }
        }

        if (funnel.MeasuresTimes && attempt.Depth == steps.Length)
        {
            AddTime(tally, row, 0, attempt.LastMs - attempt.EntryMs, count);
        }
    }

    private string NameOf(int value) => value switch
    {
        RuledFunnel.NoValue => FunnelBreakdown.None,
        RuledFunnel.OtherValue => FunnelBreakdown.Other,
        _ => values[value - 2],
    };

    private ImmutableArray<FunnelStepCount> StepsOf(TallyCells cells, int row) =>
    [
        .. steps.Select((name, step) => new FunnelStepCount(name, cells[(row * steps.Length) + step])
        {
            TimeFromPrevious = step > 0 ? TimeOf(cells, row, step) : null,
        }),
    ];

    private void AddTime(FunnelTally tally, int row, int step, long durationMs, int count)
    {
        var first = FirstTime(row, step);
        tally.Add(first, durationMs * count);
        tally.Add(first + 1 + DurationCells.Of(durationMs), count);
    }

    private FunnelTimes? TimeOf(TallyCells cells, int row, int step)
    {
        if (!funnel.MeasuresTimes)
        {
            return null;
        }

        var first = FirstTime(row, step);
        return new(cells[first], cells.Slice(first + 1, DurationCells.Count));
    }

    private int FirstTime(int row, int step) => _times + (((row * steps.Length) + step) * TimeCells);
}
