using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Streamiz.Tests.Comparison;

/// <summary>A topology of clicks on this library's own engine.</summary>
internal static class OwnRun
{
    public static void Of(IEnumerable<ClickEvent> clicks, Action<KStream<string, ClickEvent>> build)
    {
        var builder = new TopologyBuilder();
        build(builder.Clicks(StreamizRun.Topic));
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic(StreamizRun.Topic, Serdes.Utf8, ClickEvent.Serde);
        foreach (var click in clicks)
        {
            input.Pipe(click.User, click, click.TimestampMs);
        }
    }
}
