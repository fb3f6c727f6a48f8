namespace ClickstreamAnalysis.Tests.Funnels;

[TestFixture]
public sealed class FunnelDefinitionTests
{
    [Test]
    public void Build_EverythingWrong_ReportsAllOfIt()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Stream("clicks", Serdes.Utf8, Serdes.Utf8);
        var funnel = Funnel.Define<string, string>("no/name").Step("", (_, _) => true)
            .Grace(TimeSpan.FromSeconds(-1)).EntryBucket(TimeSpan.Zero).MaxEventsPerEntity(0).Within(TimeSpan.Zero);
        clicks.Funnel(funnel).Counts.To("counts");
        clicks.Funnel(Funnel.Define<string, string>("b").Step("x", (_, _) => true).Step("x", (_, _) => true).Within(TimeSpan.FromTicks(10_001))).Outcomes.To("outcomes");
        clicks.Map((_, _) => (1, 1)).Funnel(Funnel.Define<int, int>("c").Step("x", (_, _) => true).Step("y", (_, _) => true).Within(TimeSpan.FromSeconds(1)));

        var error = Assert.Throws<TopologyException>(() => builder.Build())!;
        Assert.That(error.Mistakes, Has.Count.EqualTo(10));
        string[] parts = ["cannot have this name", "1 steps", "without a name", "conversion window", "grace of -00:00:01", "entry buckets of 00:00:00", "0 events", "named 'x'", "millisecond", "serde of the keys"];
        foreach (var part in parts)
        {
            Assert.That(error.Mistakes, Has.Exactly(1).Contains(part), part);
        }
    }

    [Test]
    public void Build_33Steps_IsRefused()
    {
        var builder = new TopologyBuilder();
        var funnel = Enumerable.Range(0, 33).Aggregate(
            Funnel.Define<string, string>("long").Within(TimeSpan.FromSeconds(1)), (funnel, step) => funnel.Step($"s{step}", (_, _) => false));
        builder.Stream("clicks", Serdes.Utf8, Serdes.Utf8).Funnel(funnel);
        Assert.That(() => builder.Build(), Throws.TypeOf<TopologyException>().With.Message.Contains("33 steps"));
    }

    [Test]
    public void Each_method_gives_a_changed_copy()
    {
        var first = Funnel.Define<string, string>("f").Step("a", (_, _) => true);
        var second = first.Step("b", (_, _) => true).Within(TimeSpan.FromMinutes(1));
        Assert.That(first.StepNames, Is.EqualTo(new[] { "a" }));
        Assert.That(second.StepNames, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(first.Window, Is.EqualTo(TimeSpan.Zero));
        Assert.That(second.Grace(TimeSpan.FromSeconds(1)).Window, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public void Counts_AskedForTwice_AreOneStream()
    {
        var builder = new TopologyBuilder();
        var funnel = builder.Stream("clicks", Serdes.Utf8, Serdes.Utf8).Funnel(
            Funnel.Define<string, string>("f").Step("a", (_, _) => true).Step("b", (_, _) => true).Within(TimeSpan.FromSeconds(1)));
        var first = funnel.Counts;
        Assert.That(funnel.Counts, Is.SameAs(first));
        Assert.That(builder.Build, Throws.Nothing);
    }
}
