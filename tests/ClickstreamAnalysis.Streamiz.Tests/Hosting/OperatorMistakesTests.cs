using Streamiz.Kafka.Net;

namespace ClickstreamAnalysis.Streamiz.Tests.Hosting;

public sealed class OperatorMistakesTests
{
    [Test]
    public void Sessionize_WithSeveralMistakes_ReportsAllOfThem()
    {
        var clicks = new StreamBuilder().Clicks("clicks");

        var error = Assert.Throws<TopologyException>(() => clicks.Sessionize(
            "no/name", new SessionWindows { Gap = TimeSpan.Zero, MaxEvents = 0, MaxTextLength = 0 }, new StreamizOptions { MemoryLimitBytes = 1, IdleTimeout = TimeSpan.Zero }));

        Assert.That(error!.Mistakes, Has.Count.EqualTo(6));
        Assert.That(error.Message, Does.Contain("'no/name'").And.Contain("gap").And.Contain("memory limit").And.Contain("events").And.Contain("texts").And.Contain("idle timeout"));
    }

    [Test]
    public void Sessionize_OfATypeWithoutSerde_NamesTheTypeAndTheArgument()
    {
        var clicks = new StreamBuilder().Clicks("clicks");

        Assert.That(
            () => clicks.Sessionize("sessions", new SessionWindows(), () => new Version(), (version, _, _) => version, (version, _) => version),
            Throws.TypeOf<TopologyException>().With.Message.Contains("aggregateSerde: Serdes.Json<Version>()"));
    }

    [Test]
    public void Funnel_WithoutStepsAndWindow_ReportsBoth()
    {
        var clicks = new StreamBuilder().Clicks("clicks");

        Assert.That(
            () => clicks.Funnel("funnel", funnel => funnel),
            Throws.TypeOf<TopologyException>().With.Message.Contains("0 steps").And.Message.Contains("Within"));
    }
}
