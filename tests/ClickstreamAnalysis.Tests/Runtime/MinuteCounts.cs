using System.Text;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Clicks of one hour that are counted by minute: what they are counted by is up to the test.</summary>
internal static class MinuteCounts
{
    public const long MinuteMs = 60_000;

    /// <summary>The beginning of minute 0.</summary>
    public static readonly long StartMs = SteppedApplication.Now.AddHours(-1).ToUnixTimeMilliseconds();

    public static Topology Topology(Func<KStream<string, ClickEvent>, KStream<string, ClickEvent>> keyed)
    {
        var builder = new TopologyBuilder();
        keyed(builder.Clicks("clicks"))
            .CountByWindow("pages", TumblingWindows.Of(TimeSpan.FromMinutes(1))).Closed
            .Map(static (window, count) => (window.Key, Text(window.StartMs, count))).To("out", Serdes.Utf8, Serdes.Utf8);
        return builder.Build();
    }

    /// <summary>Behind a repartition topic.</summary>
    public static KStream<string, ClickEvent> ByPage(KStream<string, ClickEvent> clicks) => clicks.SelectKey(static (_, click) => click.Page ?? "", Serdes.Utf8);

    public static string Text(long startMs, long count) => $"{(startMs - StartMs) / MinuteMs}: {count}";

    public static void Click(SteppedApplication application, int partition, int minute, long offsetMs = 0) =>
        application.ProduceClick(partition, "ann", StartMs + (minute * MinuteMs) + offsetMs);

    /// <summary>The counts that were emitted, each as its minute and the number.</summary>
    public static string[] Closed(SteppedApplication application) =>
        [.. application.ReadAll("out").Select(static record => Encoding.UTF8.GetString(record.Value!)).Order(StringComparer.Ordinal)];
}
