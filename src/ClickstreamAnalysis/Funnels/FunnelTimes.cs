using System.Collections.Immutable;
using ClickstreamAnalysis.Funnels.Rules;

namespace ClickstreamAnalysis;

/// <summary>How long conversions took: the times of one step, or of the whole funnel. Immutable and thread-safe.</summary>
/// <remarks>
/// Durations are counted in the cells of a histogram: one millisecond wide below 64 ms, and 32 cells for each doubling above. A percentile
/// is the middle of its cell, so it differs from the exact one by at most 1/64 (1.6 %). Count and average are exact. The memory is bounded
/// by the number of cells, 1,888, and is as much as the cells in use.
/// </remarks>
public sealed class FunnelTimes
{
    private readonly long _sumMs;
    private readonly ImmutableArray<KeyValuePair<int, long>> _cells;

    /// <param name="sumMs">The sum of all durations.</param>
    /// <param name="cells">The cells in order, each with its count, which is above zero.</param>
    internal FunnelTimes(long sumMs, ImmutableArray<KeyValuePair<int, long>> cells)
    {
        _sumMs = sumMs;
        _cells = cells;
        Count = cells.Sum(static cell => cell.Value);
    }

    /// <summary>The number of conversions.</summary>
    public long Count { get; }

    /// <summary>The average; null without conversions. Exact.</summary>
    public TimeSpan? Average => Count == 0 ? null : TimeSpan.FromMilliseconds((double)_sumMs / Count);

    /// <summary>The median; null without conversions. At most 1/64 away from the exact one.</summary>
    public TimeSpan? Median => Percentile(50);

    /// <summary>The parts of the histogram that have conversions, in order.</summary>
    public IReadOnlyList<FunnelTimeRange> Histogram =>
        [.. _cells.Select(static cell => new FunnelTimeRange(
            TimeSpan.FromMilliseconds(DurationCells.FromMs(cell.Key)), TimeSpan.FromMilliseconds(DurationCells.ToMs(cell.Key)), cell.Value))];

    internal long SumMs => _sumMs;

    internal ImmutableArray<KeyValuePair<int, long>> Cells => _cells;

    /// <summary>Adds up times, for example those of several entry buckets.</summary>
    /// <param name="times">The times, in any order.</param>
    /// <returns>The times of all conversions, as if they had been counted together.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="times"/> is null, or one of them.</exception>
    public static FunnelTimes Sum(IEnumerable<FunnelTimes> times)
    {
        ArgumentNullException.ThrowIfNull(times);
        var sumMs = 0L;
        var cells = new SortedDictionary<int, long>();
        foreach (var part in times)
        {
            ArgumentNullException.ThrowIfNull(part, nameof(times));
            sumMs += part._sumMs;
            foreach (var (cell, count) in part._cells)
            {
                cells[cell] = cells.GetValueOrDefault(cell) + count;
            }
        }

        return new(sumMs, [.. cells]);
    }

    /// <summary>The duration that a part of the conversions does not exceed.</summary>
    /// <param name="percent">The part: above 0, at most 100.</param>
    /// <returns>The duration, at most 1/64 away from the exact one; null without conversions.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is out of its range.</exception>
    public TimeSpan? Percentile(double percent)
    {
        if (!(percent > 0 && percent <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "A percentile is above 0 and at most 100.");
        }

        // The smallest duration that at least this part of the conversions does not exceed.
        var rank = Math.Max(1, (long)Math.Ceiling(Count * percent / 100));
        foreach (var (cell, count) in _cells)
        {
            rank -= count;
            if (rank <= 0)
            {
                return TimeSpan.FromMilliseconds((DurationCells.FromMs(cell) + (double)DurationCells.ToMs(cell)) / 2);
            }
        }

        return null;
    }
}
