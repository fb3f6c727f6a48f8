using System.Globalization;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>A measurement for people.</summary>
internal static class RateTable
{
    public static void Write(RateResult result, TextWriter output)
    {
        var settings = result.Settings;
        var check = result.Check;
        Line($"Sessions from {result.Engine.Figures.Whole.EventCount:N0} clicks, {result.Date:yyyy-MM-dd HH:mm} UTC");
        Line($"  log        {result.Log}");
        Line($"  clicks     {Per(check.ValueBytes):F0} bytes of JSON and {Per(check.KeyBytes):F0} of key on average; {check.Keys:N0} keys; {100 * Per(check.OutOfOrder):F1} % out of order, {check.MostOutOfOrder.TotalSeconds:F0} s at most; {settings.Partitions} partitions{(settings.Place.IsEmbedded ? "" : ", lz4")}");
        Line($"  engine     {settings.Engine.Describe()}; gap {settings.Gap.TotalMinutes:F0} min, grace {settings.Grace.TotalSeconds:F0} s; {(settings.IsRekeyed ? "re-keyed by user through a repartition topic; " : "")}state in RocksDB with a changelog; sessions as JSON when they close");
        Line($"  bare loop  {result.BareLoop}");
        Line($"  machine    {result.Machine}");
        Line($"");
        Line($"                          events/s   CPU seconds   events/CPU second   bytes allocated/event   peak RSS MiB");
        Row("engine, whole run", result.Engine.Figures.Whole, result.Engine.Figures.PeakResidentBytes);
        Row("engine, second half", result.Engine.Figures.SecondHalf, null);
        Row("bare loop, whole run", result.Bare.Whole, result.Bare.PeakResidentBytes);
        Row("bare loop, second half", result.Bare.SecondHalf, null);
        Line($"engine : bare loop  {result.EngineToBarePerCpuSecond:F2} by CPU seconds, {result.EngineToBarePerSecond:F2} by wall clock (whole runs)");
        Line($"");
        Line($"  read {result.Engine.Figures.Whole.EventCount:N0} = {result.Engine.Processed:N0} processed + {result.Engine.Late:N0} late + {result.Engine.Failed:N0} failed + {result.Engine.Rejected:N0} rejected; {result.Engine.Commits:N0} commits, {result.Engine.Recoveries} recoveries");
        if (result.Engine.DashboardBytes is { } dashboardBytes)
        {
            Line($"  {settings.Dashboards:N0} dashboards received {dashboardBytes / 1024.0 / settings.Dashboards:N0} KiB each");
        }

        if (result.Engine.Queries is { } queries)
        {
            Line($"  {queries.Describe()}");
        }

        Line($"  sessions expected {check.Expected:N0}, read back read-committed {check.Found:N0}: {check.Missing:N0} missing, {check.Doubled:N0} doubled, {check.Unexpected:N0} unexpected");
        if (result.Fill is { } fill)
        {
            Line($"  sessions of the clicks as generated {fill.Sessions:N0}");
        }

        Line($"  {(result.AreSessionsComplete ? "every session exactly once" : "THE RESULT IS WRONG")}");
        if (result.Topologies.Count > 0)
        {
            Line($"");
            Line($"                          events/s   CPU seconds   events/CPU second   bytes allocated/event   peak RSS MiB   : sessions   repartitioned: records       MiB");
        }

        foreach (var topology in result.Topologies)
        {
            var usage = topology.Engine.Figures.Whole;
            Line($"{Cells(topology.Title, usage, topology.Engine.Figures.PeakResidentBytes)}{topology.ToSessionsPerCpuSecond,13:F2}{topology.RepartitionedRecords,25:N0}{topology.RepartitionedBytes / 1048576.0,10:F1}");
            if (!topology.IsComplete)
            {
                Line($"  CLICKS ARE MISSING: read {usage.EventCount:N0}, {topology.Engine.Processed:N0} processed, {topology.Engine.Late:N0} late");
            }
        }

        double Per(long total) => total / (double)Math.Max(1, check.Clicks);

        void Row(string name, Usage? usage, long? peak)
        {
            if (usage is not null)
            {
                Line($"{Cells(name, usage, peak)}");
            }
        }

        static string Cells(string name, Usage usage, long? peak) => string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-24}{usage.EventsPerSecond,10:N0}{usage.CpuSeconds,14:F2}{usage.EventsPerCpuSecond,20:N0}{usage.AllocatedBytesPerEvent,24:F1}{(peak is { } bytes ? $"{bytes / 1048576.0:F0}" : ""),15}");

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
