using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Topics that change their number of partitions are noticed without the group's help.</summary>
public sealed class PartitionWatchTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _clock = new(SteppedApplication.Now);
    private SimulatedLog _log = null!;

    [SetUp]
    public void Open() => _log = SteppedApplication.LogWith(("clicks", 2), ("out", 1));

    [TearDown]
    public async Task CloseAsync() => await _log.DisposeAsync();

    [Test]
    public async Task Check_TopicUnchanged_LetsWorkGoOn()
    {
        var watch = await WatchAsync(Sessions());

        Assert.That(() => Ask(watch), Throws.Nothing);
    }

    [TestCase(4, "has grown beyond its 2 partitions, to 4")]
    [TestCase(1, "has 1 partitions and had 2")]
    public async Task Check_TopicChanged_StopsWithinTheInterval(int partitions, string expected)
    {
        var watch = await WatchAsync(Sessions());
        await ChangeAsync(partitions);

        Assert.That(watch.Check, Throws.Nothing, "it does not ask at every turn");
        Assert.That(() => Ask(watch), Throws.TypeOf<StreamsException>().With.Message.Contains($"'clicks' {expected}").And.Message.Contains("new ApplicationId"));
    }

    [Test]
    public async Task Check_TopicChangedWithoutState_AsksForAnotherStart()
    {
        var builder = new TopologyBuilder();
        builder.Stream("clicks", Serdes.Bytes, Serdes.Bytes).To("out");
        var watch = await WatchAsync(builder.Build());
        await ChangeAsync(4);

        Assert.That(() => Ask(watch), Throws.TypeOf<StreamsException>().With.Message.Contains("start the application again"));
    }

    [Test]
    public async Task Check_LogDoesNotAnswer_IsAskedAgain()
    {
        var log = new SimulatedLog(new SimulatedLogOptions { Faults = new Dictionary<SimulatedFault, double> { [SimulatedFault.AdminFailed] = 1 } }) { FaultsEnabled = false };
        await log.Admin.CreateTopicAsync(new TopicSpecification("clicks", 2));
        await log.Admin.CreateTopicAsync(new TopicSpecification("out", 1));
        var watch = await WatchAsync(Sessions(), log);
        await log.Admin.DeleteTopicAsync("clicks");
        await log.Admin.CreateTopicAsync(new TopicSpecification("clicks", 4));
        log.FaultsEnabled = true;

        Assert.That(() => Ask(watch), Throws.Nothing);
        log.FaultsEnabled = false;
        Assert.That(() => Ask(watch), Throws.TypeOf<StreamsException>());
    }

    private static Topology Sessions()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions").Closed.To("out");
        return builder.Build();
    }

    private async Task<PartitionWatch> WatchAsync(Topology topology, IRecordLog? log = null)
    {
        log ??= _log;
        var plan = await TopicPlan.MakeAsync(topology, SteppedApplication.Options, log.Admin, log.Description, null, CancellationToken.None);
        return new PartitionWatch(plan, log.Admin, _clock, NullLogger.Instance);
    }

    // Asks, and looks at the answer.
    private void Ask(PartitionWatch watch)
    {
        _clock.Advance(s_interval);
        watch.Check();
        watch.Check();
    }

    private async Task ChangeAsync(int partitions)
    {
        await _log.Admin.DeleteTopicAsync("clicks");
        await _log.Admin.CreateTopicAsync(new TopicSpecification("clicks", partitions));
    }
}
