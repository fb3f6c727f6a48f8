using HdrHistogram;

namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>A distribution of times, in milliseconds.</summary>
internal sealed record Percentiles(double P50, double P90, double P99, double P999, double Max)
{
    public static Percentiles OfMicroseconds(HistogramBase histogram)
    {
        if (histogram.TotalCount == 0)
        {
            return new(0, 0, 0, 0, 0);
        }

        return new(At(50), At(90), At(99), At(99.9), histogram.GetMaxValue() / 1_000.0);

        double At(double percentile) => histogram.GetValueAtPercentile(percentile) / 1_000.0;
    }
}
