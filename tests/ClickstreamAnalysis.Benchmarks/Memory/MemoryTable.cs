using System.Globalization;

namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>A measurement for people.</summary>
internal static class MemoryTable
{
    private const double MiB = 1 << 20;

    public static void Write(MemoryResult result, TextWriter output)
    {
        var (settings, load, memory, last) = (result.Settings, result.Load, result.Memory, result.Last);
        var clicks = load.FillClicks + load.SteadyClicks;
        Line($"Memory under constant load, {result.Date:yyyy-MM-dd HH:mm} UTC");
        Line($"  log        {result.Log}{(settings.Place.IsEmbedded ? "; log and load are in the measured process, and count" : "; the load comes from another process")}");
        Line($"  clicks     {load.ValueBytes / (double)Math.Max(1, clicks):F0} bytes of JSON on average; {settings.Users:N0} keys; 5 % out of order within 60 s; {settings.Partitions} partitions");
        Line($"  state      {settings.Stores} store(s) with a changelog ({string.Join(", ", MemoryTopology.Stores(settings))}), RocksDB; gap {settings.Gap.TotalMinutes:F0} min, windows of {settings.Window.TotalMinutes:F0} min");
        Line($"  engine     {settings.Engine.Describe()}");
        Line($"  machine    {result.Machine}");
        Line($"  samples    {settings.CsvFile}");
        Line($"");
        if (load.FillClicks > 0)
        {
            Line($"  filled     {load.FillClicks:N0} users in {load.FillSeconds:F0} s");
        }

        Line($"  load       {load.SteadyClicks:N0} clicks in {load.SteadySeconds:F0} s: {load.SteadyClicks / Math.Max(1e-9, load.SteadySeconds):N0}/s ({(settings.Rate == 0 ? "as fast as possible" : FormattableString.Invariant($"{settings.Rate:N0}/s wanted"))}); {result.CpuMicrosecondsPerClick:F1} CPU microseconds a click");
        Line($"  lag        {load.LagAtEnd:N0} at the end of the load; {(load.IsDone ? FormattableString.Invariant($"all committed {load.CatchUpSeconds:F1} s later") : "NOT ALL COMMITTED")}");
        Line($"  read       {last.Read:N0}; {last.SessionsClosed:N0} sessions and {last.WindowsClosed:N0} windows closed; {last.Commits:N0} commits, {last.Recoveries} recoveries");
        Line($"");
        Line($"  RSS MiB    {memory.At25:F0} at 25 %, {memory.At50:F0} at 50 %, {memory.At75:F0} at 75 %, {memory.At100:F0} at 100 % of the load; at most {memory.Max:F0}");
        Line($"  slope      {(memory.SlopePerHour is { } slope ? FormattableString.Invariant($"{slope:+0.0;-0.0;0.0} MiB an hour over the second half") : "too few samples")}");
        Line($"  of which   GC committed {last.GcCommitted / MiB:F0}, heap {last.GcHeap / MiB:F0}; live state {last.LiveState / MiB:F0}, database {last.Database / MiB:F0}, client queues up to {last.ClientQueues / MiB:F0} (at the end)");
        Line($"  peak       {memory.Peak:F0} over the whole run; limit 1.3 x {settings.Engine.BudgetMiB} + 90 = {memory.Limit:F0}: {(memory.IsWithinLimit ? "met" : "EXCEEDED")}");

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
