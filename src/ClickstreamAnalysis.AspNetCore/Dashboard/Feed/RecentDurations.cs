using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>The durations of the last ten seconds, at most the last 1,000. Thread-safe.</summary>
internal sealed class RecentDurations(TimeProvider time)
{
    private const int Capacity = 1000;
    private static readonly TimeSpan s_span = TimeSpan.FromSeconds(10);

    private readonly (long At, double Ms)[] _ring = new (long, double)[Capacity];
    private readonly Lock _lock = new();
    private long _count;

    public void Add(double ms)
    {
        lock (_lock)
        {
            _ring[_count++ % Capacity] = (time.GetTimestamp(), ms);
        }
    }

    /// <summary>The median and the 99th percentile; null when there is none.</summary>
    public Quantiles? Read()
    {
        double[] recent;
        lock (_lock)
        {
            recent = [.. _ring.AsSpan(0, (int)Math.Min(_count, Capacity)).ToArray()
                .Where(item => time.GetElapsedTime(item.At) <= s_span).Select(static item => item.Ms).Order()];
        }

        return recent.Length == 0 ? null : new Quantiles(At(recent, 0.5), At(recent, 0.99));
    }

    private static double At(double[] sorted, double part) => sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * part) - 1)];
}
