namespace ClickstreamAnalysis.Tests.Funnels;

[TestFixture]
public sealed class FunnelDefinitionTests
{
    [Test]
    public void Build_EverythingWrong_ReportsAllOfIt()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Stream("clicks", Serdes.Utf8, Serdes.Utf8);
        clicks.Funnel("no/name", f => f.Step("", (_, _) => true) with
        {
            GracePeriod = TimeSpan.FromSeconds(-1),
            EntryBucket = TimeSpan.Zero,
            MaxEventsPerEntity = 0,
        }).Counts.To("counts");
        clicks.Funnel("b", f => f.Step("x", (_, _) => true).Step("x", _ => true).Within(TimeSpan.FromTicks(10_001))).Outcomes.To("outcomes");
        clicks.Map((_, _) => (Guid.Empty, 1)).Funnel("c", f => f.Step("x", (_, _) => true).Step("y", (_, _) => true).Within(TimeSpan.FromSeconds(1)));

        var error = Assert.Throws<TopologyException>(() => builder.Build())!;
        Assert.That(error.Mistakes, Has.Count.EqualTo(10));
        string[] parts = ["cannot have this name", "1 steps", "without a name", "conversion window", "grace period of -00:00:01", "entry buckets of 00:00:00", "0 events", "named 'x'", "millisecond", "a serde for its keys, and the library knows none for Guid"];
        foreach (var part in parts)
        {
            Assert.That(error.Mistakes, Has.Exactly(1).Contains(part), part);
        }
    }

    [Test]
    public void Build_33Steps_IsRefused()
    {
        var builder = new TopologyBuilder();
        builder.Stream("clicks", Serdes.Utf8, Serdes.Utf8).Funnel("long", f => Enumerable.Range(0, 33)
            .Aggregate(f.Within(TimeSpan.FromSeconds(1)), (funnel, step) => funnel.Step($"s{step}", (_, _) => false)));
        Assert.That(() => builder.Build(), Throws.TypeOf<TopologyException>().With.Message.Contains("33 steps"));
    }

    [Test]
    public void Each_method_gives_a_changed_copy()
    {
        FunnelDefinition<string, string>? handed = null;
        new TopologyBuilder().Stream<string, string>("clicks").Funnel("f", funnel => handed = funnel);
        var first = handed!.Step("a", (_, _) => true);
        var second = first.Step("b", (_, _) => true).Within(TimeSpan.FromMinutes(1));
        Assert.That(first.StepNames, Is.EqualTo(new[] { "a" }));
        Assert.That(second.StepNames, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(first.Window, Is.EqualTo(TimeSpan.Zero));
        Assert.That((second with { GracePeriod = TimeSpan.FromSeconds(1) }).Window, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public void Counts_AskedForTwice_AreOneStream()
    {
        var builder = new TopologyBuilder();
        var funnel = builder.Stream("clicks", Serdes.Utf8, Serdes.Utf8).Funnel(
            "f", f => f.Step("a", (_, _) => true).Step("b", (_, _) => true).Within(TimeSpan.FromSeconds(1)));
        var first = funnel.Counts;
        Assert.That(funnel.Counts, Is.SameAs(first));
        Assert.That(builder.Build, Throws.Nothing);
    }
}
