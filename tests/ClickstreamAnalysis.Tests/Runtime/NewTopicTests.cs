namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary><see cref="StreamsOptions.NewTopicPartitions"/> creates the topics that do not exist, and leaves the others.</summary>
[TestFixture]
public sealed class NewTopicTests
{
    private static StreamsOptions Options => SteppedApplication.Options with { NewTopicPartitions = 3, BadRecords = BadRecordPolicy.DeadLetter("dead") };

    [Test]
    public async Task Start_MissingTopics_AreCreatedWithThatManyPartitions()
    {
        await using var log = SteppedApplication.LogWith(("in", 2));
        await using var application = new StreamsApplication(Copy(), log, Options);
        await application.StartAsync();

        var partitions = new List<int?>();
        foreach (var topic in new[] { "in", "out", "dead" })
        {
            partitions.Add((await log.Admin.DescribeTopicAsync(topic))?.Partitions);
        }

        Assert.That(partitions, Is.EqualTo(new int?[] { 2, 3, 3 }));
    }

    [Test]
    public async Task Start_TopicsOfAnotherInstanceNotVisibleYet_IsAttemptedAgain()
    {
        using var reported = new StringWriter();
        await using var log = new LateTopicsLog(SteppedApplication.LogWith(("in", 2), ("out", 2)));
        await using var application = new StreamsApplication(
            Copy(), log, Options with { StartTimeout = TimeSpan.FromSeconds(30), TimeProvider = TimeProvider.System, ErrorOutput = TextWriter.Synchronized(reported) });

        await application.StartAsync();

        Assert.That(application.State, Is.Not.EqualTo(StreamsState.Failed));
        Assert.That(reported.ToString(), Does.Contain("'in' was just created and is not visible yet").And.Contain("still being created, trying again").And.Not.Contain("cannot be reached"));
    }

    [Test]
    public async Task Start_TopicsNeverVisible_SaysSo()
    {
        await using var log = new LateTopicsLog(SteppedApplication.LogWith(("in", 2), ("out", 2))) { TimesMissing = int.MaxValue };
        await using var application = new StreamsApplication(Copy(), log, Options with { ErrorOutput = TextWriter.Null });

        Assert.That(
            async () => await application.StartAsync(),
            Throws.TypeOf<StreamsException>().With.Property("IsTransient").True
                .And.Message.Contains("did not become visible").And.Message.Contains("'in' was just created").And.Message.Not.Contains("address"));
    }

    [Test]
    public async Task Start_WithoutTheOption_NamesTheMissingTopics()
    {
        await using var log = SteppedApplication.LogWith();
        await using var application = new StreamsApplication(Copy(), log, SteppedApplication.Options);
        Assert.That(async () => await application.StartAsync(), Throws.InstanceOf<StreamsException>().With.Message.Contains("'in'").And.Message.Contains("'out'"));
    }

    [Test]
    public void Check_NoPartitions_IsAMistake() =>
        Assert.That((SteppedApplication.Options with { NewTopicPartitions = 0 }).FindMistakes(), Has.One.StartsWith("NewTopicPartitions is 0; it must be at least 1"));

    private static Topology Copy()
    {
        var builder = new TopologyBuilder();
        builder.Stream<string, string>("in").To("out");
        return builder.Build();
    }
}
