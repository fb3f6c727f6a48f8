using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

public sealed class TopicPlanTests
{
    [Test]
    public async Task Start_TopicsMissing_ListsThemTogetherWithWhatTheyAreFor()
    {
        var log = SteppedApplication.LogWith(("clicks", 1));
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Merge(builder.Clicks("more-clicks")).To("copy");

        var error = await RefusalAsync(builder.Build(), log, SteppedApplication.Options with { BadRecords = BadRecordPolicy.DeadLetter("dead") });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(error.Message, Does.Contain("'more-clicks', which the topology reads"));
            Assert.That(error.Message, Does.Contain("'copy', which the topology writes"));
            Assert.That(error.Message, Does.Contain("'dead', which the topology sends dead letters to"));
            Assert.That(error.Message, Does.Contain(log.Description).And.Contain("create it"));
            Assert.That(error.Message, Does.Not.Contain("'clicks'"));
        }
    }

    [Test]
    public async Task Start_TopicsReadTogetherOfUnequalWidth_NamesBothNumbers()
    {
        var log = SteppedApplication.LogWith(("clicks", 3), ("more-clicks", 4), ("sessions", 1));
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Merge(builder.Clicks("more-clicks")).Sessionize("visits").Closed.To("sessions");

        var error = await RefusalAsync(builder.Build(), log);

        Assert.That(error.Message, Does.Contain("'clicks' has 3").And.Contain("'more-clicks' has 4").And.Contain("Repartition("));
    }

    [Test]
    public async Task Start_UnequalWidthBehindARepartition_IsAccepted()
    {
        var log = SteppedApplication.LogWith(("clicks", 3), ("more-clicks", 4), ("sessions", 1));
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Merge(builder.Clicks("more-clicks").Repartition("narrowed", 3)).Sessionize("visits").Closed.To("sessions");

        await using var application = await SteppedApplication.StartAsync(builder.Build(), log);

        Assert.That((await log.Admin.DescribeTopicAsync("app-narrowed-repartition"))!.Partitions, Is.EqualTo(3));
    }

    [Test]
    public async Task Start_FirstTime_MakesInternalTopicsAsWideAsTheirInput()
    {
        var log = SteppedApplication.LogWith(("clicks", 5), ("sessions", 1));

        await using var application = await SteppedApplication.StartAsync(ByPage(), log);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await log.Admin.DescribeTopicAsync("app-visits-repartition"))!.Partitions, Is.EqualTo(5));
            Assert.That((await log.Admin.DescribeTopicAsync("app-visits-changelog"))!.Partitions, Is.EqualTo(5));
        }
    }

    [Test]
    public async Task Start_InputHasGrown_IsRefusedWithBothNumbersAndLeavesTopicsAlone()
    {
        var log = SteppedApplication.LogWith(("clicks", 3), ("sessions", 1));
        await (await SteppedApplication.StartAsync(ByPage(), log)).DisposeAsync();
        await log.Admin.DeleteTopicAsync("clicks");
        await log.Admin.CreateTopicAsync(new TopicSpecification("clicks", 7));

        var error = await RefusalAsync(ByPage(), log);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(error.Message, Does.Contain("'app-visits-repartition' has 3 partitions and 7 are needed"));
            Assert.That(error.Message, Does.Contain("'app-visits-changelog' has 3 partitions and 7 are needed"));
            Assert.That(error.Message, Does.Contain("'clicks' has 7").And.Contain("ApplicationId"));
            Assert.That((await log.Admin.DescribeTopicAsync("app-visits-changelog"))!.Partitions, Is.EqualTo(3));
        }
    }

    [Test]
    public async Task Start_RepartitionInACircle_IsRefused()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Stream("clicks", Serdes.Utf8, Serdes.Utf8);
        clicks.Merge(clicks.Repartition("again")).To("out");

        var error = await RefusalAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 1), ("out", 1)));

        Assert.That(error.Message, Does.Contain("feeds itself"));
    }

    private static Topology ByPage()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").SelectKey((_, click) => click.Page ?? "", Serdes.Utf8).Sessionize("visits").Closed.To("sessions");
        return builder.Build();
    }

    private static async Task<StreamsException> RefusalAsync(Topology topology, SimulatedLog log, StreamsOptions? options = null) =>
        (await Assert.ThrowsAsync<StreamsException>(async () => await SteppedApplication.StartAsync(topology, log, options)))!;
}
