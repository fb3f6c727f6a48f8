using System.Globalization;

namespace ClickstreamAnalysis.Benchmarks.Collector;

/// <summary>A measurement for people.</summary>
internal static class CollectorTable
{
    public static void Write(CollectorResult result, TextWriter output)
    {
        var settings = result.Settings;
        Line($"Click collector beside an endpoint that reads and discards the same bodies, {result.Date:yyyy-MM-dd HH:mm} UTC");
        Line($"  log        {result.Log}; {settings.Partitions} partitions");
        Line($"  load       {settings.Connections} connections, the next request when the last is answered; {settings.Duration.TotalSeconds:0.##} s each after {settings.WarmUp.TotalSeconds:0.##} s of warm-up");
        Line($"  machine    {result.Machine}; load generator on the same machine");
        Line($"  log has    {result.InLog:N0} clicks of {result.Accepted:N0} accepted");
        Line($"");
        Line($"                            collector                                        read and discarded      CPU microseconds of the server");
        Line($"  clicks    bytes      clicks/s   clicks/CPU s  requests/s  refused        requests/s      ratio      request     bare   a click more   bytes allocated a click");
        foreach (var row in result.Rows)
        {
            Line($"{row.Batch,8:N0}{row.Collector.BodyBytes,9:N0}{row.Collector.Usage.EventsPerSecond,14:N0}{row.Collector.Usage.EventsPerCpuSecond,15:N0}{row.Collector.Requests / row.Collector.Usage.WallSeconds,12:N0}{row.Collector.Refused,9:N0}{row.Bare.Requests / row.Bare.Usage.WallSeconds,18:N0}{row.CollectorMicroseconds / row.BareMicroseconds,11:F2}{row.CollectorMicroseconds,13:F1}{row.BareMicroseconds,9:F1}{row.MicrosecondsPerClick,15:F2}{row.Collector.Usage.AllocatedBytesPerEvent,26:F0}");
        }

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
