using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Tests.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>What the identity of an instance is for: its own successor takes its place at once, and nobody shares it.</summary>
public sealed class InstanceTests
{
    private static readonly StreamsOptions s_options = SteppedApplication.Options with { InstanceId = "one" };

    [Test]
    public async Task CrashedInstance_StartedAgain_GoesOnWithoutWaitingForTheSession()
    {
        var log = SteppedApplication.LogWith(("in", 2), ("out", 1));
        var dead = log.Connect("dead");
        var crashed = new StreamsApplication(Topology(), dead, s_options);
        await crashed.StartAsync();
        RunToIdle(crashed);
        dead.Crash();

        // The clock stands still, so no session can end.
        await using var again = await SteppedApplication.StartAsync(Topology(), log, s_options);
        again.Produce("in", 0, 1, [1], [2]);
        again.Produce("in", 1, 1, [1], [2]);
        again.RunToIdle();

        Assert.That(again.ReadAll("out"), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ReplacedByAMemberThatIsGone_TakesItsPlaceBackAndGoesOn()
    {
        var log = SteppedApplication.LogWith(("in", 2), ("out", 1));
        await using var application = await SteppedApplication.StartAsync(Topology(), log, s_options);
        application.Produce("in", 0, 1, [1], [2]);
        application.RunToIdle();

        using (var itself = log.CreateConsumer(new LogConsumerOptions { GroupId = "app", InstanceId = "one-0" }))
        {
            itself.Subscribe(["in"], new AssignmentRecorder());
            itself.Poll(TimeSpan.Zero, new RecordCollector());
            application.Step();
        }

        application.Produce("in", 0, 1, [1], [3]);
        application.Produce("in", 1, 1, [1], [4]);
        application.RunToIdle();

        Assert.That(application.ReadAll("out").Select(record => record.Value![0]), Is.EquivalentTo(new[] { 2, 3, 4 }), "each once");
    }

    [Test]
    public async Task SecondProcessOfAnInstance_OneOfThemStops_AndSaysWhatToDo()
    {
        var log = SteppedApplication.LogWith(("in", 2), ("out", 1));
        await using var first = new StreamsApplication(Topology(), log, s_options);
        await first.StartAsync();
        RunToIdle(first);

        await using var second = await SteppedApplication.StartAsync(Topology(), log, s_options);
        second.RunToIdle();
        second.Produce("in", 0, 1, [1], [2]);
        RunToIdle(first);
        second.RunToIdle();
        var error = Assert.Throws<StreamsException>(() => RunToIdle(first));
        second.RunToIdle();

        Assert.That(error!.Message, Does.Contain("'one'").And.Contain("'app'").And.Contain(nameof(StreamsOptions.InstanceId)));
        Assert.That(error.InnerException, Is.TypeOf<InstanceFencedException>());
        Assert.That(first.State, Is.EqualTo(StreamsState.Failed));
        Assert.That(second.ReadAll("out"), Has.Count.EqualTo(1), "once");
    }

    private static Topology Topology()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).To("out");
        return builder.Build();
    }

    private static void RunToIdle(StreamsApplication application)
    {
        for (var idle = 0; idle < 2 || application.State != StreamsState.Running;)
        {
            idle = application.Step() ? 0 : idle + 1;
        }
    }
}
