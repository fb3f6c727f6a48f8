using System.Globalization;

namespace ClickstreamAnalysis.Benchmarks.Growth;

/// <summary>A measurement for people.</summary>
internal static class GrowthTable
{
    public static void Write(GrowthResult result, TextWriter output)
    {
        var first = result.Rows[0];
        var settings = first.Settings;
        Line($"Cost of a click and of a closed session by the number of open sessions, {result.Date:yyyy-MM-dd HH:mm} UTC");
        Line($"  log        {result.Log}");
        Line($"  clicks     {first.ValueBytes / (double)settings.AllClicks:F0} bytes of JSON on average; 5 % out of order within 60 s; {settings.Partitions} partitions");
        Line($"             every user has an open session; then {settings.Clicks:N0} clicks are measured, after {settings.WarmUp:N0} of warm-up, of {settings.ClickShape.Present:N0} visitors at a time who leave after 8 clicks on average");
        Line($"  closing    {settings.Closing / 2:N0} of {settings.Closing:N0} further sessions that close within 10 minutes of event time, all others open");
        Line($"  engine     {settings.Engine.Describe()}, stepped; state in RocksDB with a changelog");
        Line($"  bare loop  {result.BareLoop}");
        Line($"  machine    {result.Machine}");
        Line($"");
        Line($"                            CPU microseconds          CPU microseconds       bare loop, CPU   bytes allocated   live state   peak RSS");
        Line($"  open sessions              a click    ratio    a closed session    ratio     microseconds           a click          MiB        MiB");
        foreach (var row in result.Rows)
        {
            Line($"{row.Settings.Users,15:N0}{row.MicrosecondsPerClick,21:F2}{row.MicrosecondsPerClick / first.MicrosecondsPerClick,9:F2}{row.MicrosecondsPerClose,20:F2}{row.MicrosecondsPerClose / first.MicrosecondsPerClose,9:F2}{row.BareMicroseconds,17:F2}{row.Engine.Clicks.Whole.AllocatedBytesPerEvent,18:F0}{row.Engine.LiveStateBytes / 1048576.0,13:F0}{row.Engine.Closes.PeakResidentBytes / 1048576.0,11:F0}");
        }

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
