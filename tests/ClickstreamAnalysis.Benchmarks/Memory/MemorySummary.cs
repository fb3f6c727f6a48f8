namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>The course of resident memory, in MiB, over the constant load.</summary>
internal sealed record MemorySummary
{
    private const double MiB = 1 << 20;

    public required double At25 { get; init; }

    public required double At50 { get; init; }

    public required double At75 { get; init; }

    public required double At100 { get; init; }

    public required double Max { get; init; }

    /// <summary>By least squares over the second half; null with fewer than three samples there.</summary>
    public required double? SlopePerHour { get; init; }

    /// <summary>The most of the whole run, filling included, as the operating system saw it.</summary>
    public required double Peak { get; init; }

    public required double Limit { get; init; }

    public bool IsWithinLimit => Peak <= Limit;

    public static MemorySummary Of(IReadOnlyList<MemorySample> samples, MemoryLoadResult load, long limitBytes)
    {
        var steady = samples.Where(sample => sample.Ticks >= load.SteadyBeginTicks && sample.Ticks <= load.SteadyEndTicks).ToArray();
        steady = steady.Length > 0 ? steady : [samples[^1]];
        return new MemorySummary
        {
            At25 = At(0.25),
            At50 = At(0.5),
            At75 = At(0.75),
            At100 = At(1),
            Max = steady.Max(sample => sample.Resident) / MiB,
            SlopePerHour = SlopePerSecond([.. steady.Skip(steady.Length / 2)]) * 3_600 / MiB,
            Peak = samples[^1].PeakResident / MiB,
            Limit = limitBytes / MiB,
        };

        double At(double part) => steady[(int)Math.Round(part * (steady.Length - 1))].Resident / MiB;
    }

    private static double? SlopePerSecond(MemorySample[] samples)
    {
        if (samples.Length < 3)
        {
            return null;
        }

        var (middleX, middleY) = (samples.Average(sample => sample.Seconds), samples.Average(sample => (double)sample.Resident));
        var spread = samples.Sum(sample => (sample.Seconds - middleX) * (sample.Seconds - middleX));
        return samples.Sum(sample => (sample.Seconds - middleX) * (sample.Resident - middleY)) / spread;
    }
}
