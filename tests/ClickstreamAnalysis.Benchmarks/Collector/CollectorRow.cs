namespace ClickstreamAnalysis.Benchmarks.Collector;

/// <summary>One row of the table: requests with so many clicks.</summary>
internal sealed record CollectorRow(int Batch, CollectorFigures Bare, CollectorFigures Collector)
{
    /// <summary>The server's CPU time for a request.</summary>
    public double BareMicroseconds => 1e6 * Bare.Usage.CpuSeconds / Math.Max(1, Bare.Requests);

    /// <inheritdoc cref="BareMicroseconds"/>
    public double CollectorMicroseconds => 1e6 * Collector.Usage.CpuSeconds / Math.Max(1, Collector.Requests);

    /// <summary>What a click costs beyond receiving its bytes.</summary>
    public double MicrosecondsPerClick => (CollectorMicroseconds - BareMicroseconds) / Batch;
}
