using System.Globalization;

namespace ClickstreamAnalysis.Benchmarks.Neighbors;

/// <summary>A measurement for people.</summary>
internal static class NeighborTable
{
    public static void Write(NeighborResult result, TextWriter output)
    {
        var settings = result.Settings;
        Line($"The same sessions from {settings.Clicks:N0} clicks by three programs, {result.Date:yyyy-MM-dd HH:mm} UTC");
        Line($"  log        {result.Log}");
        Line($"  programs   {settings.Engine.Describe()}; gap {settings.Gap.TotalMinutes:F0} min, grace {settings.Grace.TotalSeconds:F0} s; {settings.Partitions} partitions; clicks read by ClickEventSerde; state in RocksDB with a changelog");
        Line($"  machine    {result.Machine}");
        Line($"");
        Line($"                            events/s   CPU seconds   events/CPU second   second half   bytes allocated/event   peak RSS MiB");
        foreach (var run in result.Runs)
        {
            var whole = run.Figures.Whole;
            Line($"{run.Name,-26}{whole.EventsPerSecond,10:N0}{whole.CpuSeconds,14:F2}{whole.EventsPerCpuSecond,20:N0}{run.Figures.SecondHalf?.EventsPerCpuSecond ?? double.NaN,14:N0}{whole.AllocatedBytesPerEvent,24:N0}{run.Figures.PeakResidentBytes / 1048576.0,15:F0}");
        }

        Line($"");
        foreach (var run in result.Runs)
        {
            Line($"  {run.Name}: {run.Check.Expected:N0} sessions expected, {run.StillOpen} of them still open, {run.Check.Found:N0} found, {run.Check.Missing:N0} missing, {run.Check.Doubled:N0} doubled, {run.Check.Unexpected:N0} unexpected{(run.IsComplete ? "" : ": THE RESULT IS WRONG")}");
        }

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
