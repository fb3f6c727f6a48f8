using System.Numerics;
using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>The times to convert of several buckets as one picture, with as many bars as a chart can show.</summary>
internal static class PictureTimes
{
    /// <summary>The most bars of a histogram.</summary>
    public const int MostBars = 60;

    private const double P90 = 90;

    // The bars of a doubling are this power of two at first, then half as many until all fit.
    private const int FinestBits = 5;

    /// <summary>Sums times up; null when there are none because they are not measured.</summary>
    public static ConversionTimes? Of(IEnumerable<FunnelTimes?> parts)
    {
        var measured = parts.Where(static part => part is not null).Select(static part => part!).ToArray();
        if (measured.Length == 0)
        {
            return null;
        }

        var times = FunnelTimes.Sum(measured);
        return new(
            times.Count,
            times.Average?.TotalMilliseconds ?? 0,
            times.Median?.TotalMilliseconds ?? 0,
            times.Percentile(P90)?.TotalMilliseconds ?? 0,
            BarsOf(times.Histogram));
    }

    /// <summary>Joins neighbors until they are few enough; each bar is a part of one doubling, so bars keep their proportion.</summary>
    private static Bucket[] BarsOf(IReadOnlyList<FunnelTimeRange> ranges)
    {
        for (var bits = FinestBits; ; bits--)
        {
            var bars = ranges.GroupBy(range => PlaceOf((long)range.From.TotalMilliseconds, bits)).Select(static bar => new Bucket(
                (long)bar.First().From.TotalMilliseconds, (long)bar.Last().To.TotalMilliseconds + 1, bar.Sum(static range => range.Count))).ToArray();
            if (bars.Length <= MostBars || bits == 0)
            {
                return bars;
            }
        }
    }

    private static (int Doubling, long Part) PlaceOf(long ms, int bits)
    {
        var doubling = BitOperations.Log2((ulong)Math.Max(1, ms));
        return (doubling, ms >> Math.Max(0, doubling - bits));
    }
}
