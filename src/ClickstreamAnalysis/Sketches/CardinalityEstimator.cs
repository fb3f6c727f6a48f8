namespace ClickstreamAnalysis.Sketches;

/// <summary>
/// Estimates a count from the ranks of HyperLogLog registers: the improved raw estimator of O. Ertl, "New cardinality estimation algorithms
/// for HyperLogLog sketches" (2017, arXiv:1702.01284), algorithm 6. It needs no tables, and from 128
/// registers on it has no bias over the whole range.
/// </summary>
internal static class CardinalityEstimator
{
    /// <summary>Estimates the count.</summary>
    /// <param name="histogram">The number of registers by rank, from 0 to the highest possible one.</param>
    public static double Estimate(ReadOnlySpan<int> histogram)
    {
        var registers = 0.0;
        foreach (var count in histogram)
        {
            registers += count;
        }

        var sum = registers * Tau(1 - (histogram[^1] / registers));
        for (var rank = histogram.Length - 2; rank >= 1; rank--)
        {
            sum = (sum + histogram[rank]) / 2;
        }

        sum += registers * Sigma(histogram[0] / registers);
        return Math.Min(registers * registers / (2 * Math.Log(2) * sum), long.MaxValue);
    }

    // Corrects for registers that are still empty: x + the sum of x^(2^k) · 2^(k-1) over k from 1.
    private static double Sigma(double x)
    {
        if (x == 1)
        {
            return double.PositiveInfinity;
        }

        var (sum, weight, before) = (x, 1.0, double.NaN);
        while (sum != before)
        {
            before = sum;
            x *= x;
            sum += x * weight;
            weight *= 2;
        }

        return sum;
    }

    // Corrects for registers that cannot grow any more: (1 - x - the sum of (1 - x^(2^-k))² · 2^-k over k from 1) / 3.
    private static double Tau(double x)
    {
        if (x is 0 or 1)
        {
            return 0;
        }

        var (sum, weight, before) = (1 - x, 1.0, double.NaN);
        while (sum != before)
        {
            before = sum;
            x = Math.Sqrt(x);
            weight /= 2;
            sum -= (1 - x) * (1 - x) * weight;
        }

        return sum / 3;
    }
}
