using System.Globalization;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>A measurement for people.</summary>
internal static class LatencyTable
{
    public static void Write(LatencyResult result, TextWriter output)
    {
        var first = result.Runs[0];
        var settings = first.Settings;
        Line($"Latency from append to readable result, {result.Date:yyyy-MM-dd HH:mm} UTC");
        Line($"  log        {result.Log}{(settings.Place.IsEmbedded ? "; load and reader are in that process too" : "; load and reader are in a second process")}");
        Line($"  clicks     {settings.Rate:N0}/s whatever comes of them, {first.Probe.ValueBytes} bytes of JSON; {settings.Users:N0} keys; in order; {settings.Partitions} partitions; linger {settings.Linger.TotalMilliseconds:F0} ms");
        Line($"  engine     a count for each user, in RocksDB with a changelog; every click gives a result, read read-committed");
        if (result.Runs.Select(run => run.Settings.Engine).FirstOrDefault(engine => engine is not null) is { } engine)
        {
            Line($"             {engine.Threads} thread(s), memory budget {engine.BudgetMiB} MiB");
        }

        Line($"  times      from when a click was to be sent; {settings.Duration.TotalSeconds:F0} s after {settings.WarmUp.TotalSeconds:F0} s of warm-up");
        Line($"  machine    {result.Machine}");
        Line($"");
        Line($"  milliseconds                              p50       p90       p99     p99.9       max   results   p99 wanted");
        foreach (var run in result.Runs)
        {
            Row(run.Name, run.Probe.Latency, $"{run.Probe.Clicks,10:N0}{(run.TargetP99 is { } target ? FormattableString.Invariant($"{target,8:F0} {(run.Probe.Latency.P99 <= target ? "met" : "MISSED")}") : "")}{(run.Probe.IsComplete ? "" : "  RESULTS ARE MISSING OR DOUBLED")}");
            Row("  of that, sent late by the load", run.Probe.SendingLate, $"");
            if (run.Queries is { } queries)
            {
                Row("  point queries, from when due", queries.Latency, $"{queries.Points,10:N0}      10 {(queries.Latency.P99 <= 10 ? "met" : "MISSED")}");
                Line($"    {queries.Describe()}");
            }
        }

        void Row(string name, Percentiles times, FormattableString rest) =>
            Line($"  {name,-36}{times.P50,9:F2} {times.P90,9:F2} {times.P99,9:F2} {times.P999,9:F2} {times.Max,9:F2}{rest.ToString(CultureInfo.InvariantCulture)}");

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
