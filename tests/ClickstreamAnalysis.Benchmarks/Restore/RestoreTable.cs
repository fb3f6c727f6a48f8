using System.Globalization;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>A measurement for people.</summary>
internal static class RestoreTable
{
    public static void Write(RestoreResult result, TextWriter output)
    {
        var settings = result.Settings;
        Line($"Restoring the state of {settings.Users:N0} users, {result.Date:yyyy-MM-dd HH:mm} UTC");
        Line($"  log        {result.Log}");
        Line($"  clicks     one of each user, {result.ValueBytes / (double)settings.Users:F0} bytes of JSON on average; 5 % out of order within 60 s; {settings.Partitions} partitions");
        Line($"  state      one store with a changelog ({(settings.KeepsSessions ? "an open session for each user" : "a number for each user")}), RocksDB");
        Line($"  engine     {settings.Engine.Describe()}");
        Line($"  bare loop  {result.BareLoop}; over the changelog");
        Line($"  machine    {result.Machine}");
        Line($"");
        Line($"                             records   seconds   records/s   CPU seconds   records/CPU second   peak RSS MiB");
        Row("building it from clicks", result.Build.Whole, result.Build.PeakResidentBytes);
        Row("bare loop", result.Bare.Whole, result.Bare.PeakResidentBytes);
        Row("full restore", result.Full.Whole, result.Full.PeakResidentBytes);
        if (result.Restarts.Count == 0)
        {
            return;
        }

        Line($"");
        Line($"  Restarted after kill -9 in the middle of {settings.Rate:N0} clicks/s; seconds from the start of the process:");
        Line($"  log open   state open   all tasks run   first clicks committed   changelog records replayed   clicks left over");
        foreach (var restart in result.Restarts)
        {
            Line($"{restart.LogOpenedSeconds,10:F2} {restart.StartedSeconds,12:F2} {restart.RunningSeconds,15:F2} {restart.ProcessingSeconds,24:F2} {restart.Replayed,28:N0} {restart.LeftOver,18:N0}");
        }

        void Row(string name, Usage usage, long peakBytes) =>
            Line($"{name,-26}{usage.EventCount,10:N0}{usage.WallSeconds,10:F2}{usage.EventsPerSecond,12:N0}{usage.CpuSeconds,14:F2}{usage.EventsPerCpuSecond,21:N0}{peakBytes / 1048576.0,15:F0}");

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
