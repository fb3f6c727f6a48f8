using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.Runtime.Owners;
using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Logs;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Owners;

/// <summary>Announcements that arrive late or contradict each other.</summary>
public sealed class InstanceOwnersTests
{
    private static readonly TaskId s_task = new(0, 0);

    [Test]
    public async Task TaskAnnouncedLaterByAnother_IsElsewhere_AndNotContradicted()
    {
        var (log, owners, tasks) = await StartAsync();
        tasks.Running(s_task, committed: null);
        Turn(owners);
        Assert.That(Of(owners).Status, Is.EqualTo(StateOwnerStatus.Here));

        // The stream thread hangs and has not noticed that it lost the task.
        Announce(log, Claim("two"));
        Turn(owners);

        Assert.That((Of(owners).Status, Of(owners).InstanceId), Is.EqualTo((StateOwnerStatus.Elsewhere, "two")));
        Assert.That(Last(log).Instance, Is.EqualTo("two"), "its claim stands");
    }

    [Test]
    public async Task TaskAssignedAgain_IsHereAtOnce_AndAnnouncedAgain()
    {
        var (log, owners, tasks) = await StartAsync();
        tasks.Running(s_task, committed: null);
        Turn(owners);
        tasks.Closed(s_task);
        Announce(log, Claim("two"));
        Turn(owners);
        Assert.That(Of(owners).Status, Is.EqualTo(StateOwnerStatus.Elsewhere));

        tasks.Starting(s_task);
        Assert.That(Of(owners).Status, Is.EqualTo(StateOwnerStatus.RestoringHere));
        Turn(owners);
        Assert.That((Last(log).Instance, Last(log).State), Is.EqualTo(("one", AnnouncedState.Restoring)));
    }

    [Test]
    public async Task ReleaseOfTheFormerOwner_WrittenAfterTheClaim_IsFollowedByTheClaimAgain()
    {
        var (log, owners, tasks) = await StartAsync();
        Announce(log, Claim("two"));
        tasks.Running(s_task, committed: null);
        Turn(owners);
        Announce(log, Claim("two") with { State = AnnouncedState.Released, Address = null });
        Turn(owners);

        Assert.That((Last(log).Instance, Last(log).State), Is.EqualTo(("one", AnnouncedState.Running)), "so that compaction keeps the claim");
    }

    [Test]
    public async Task ClaimOfAnEarlierRunOfThisInstance_IsUnknown()
    {
        var (log, owners, _) = await StartAsync();
        Announce(log, Claim("one"));
        Turn(owners);

        Assert.That(Of(owners).Status, Is.EqualTo(StateOwnerStatus.Unknown));
    }

    [Test]
    public async Task TaskClosedBeforeItsClaimIsReadBack_IsReleased()
    {
        var (log, owners, tasks) = await StartAsync();
        tasks.Starting(s_task);
        owners.Turn();
        owners.Turn();
        tasks.Closed(s_task);
        owners.Stop();

        Assert.That(Last(log).State, Is.EqualTo(AnnouncedState.Released));
    }

    [Test]
    public async Task NothingChanges_NothingIsWritten()
    {
        var (log, owners, tasks) = await StartAsync();
        tasks.Running(s_task, committed: null);
        Turn(owners);
        var before = Read(log).Count;
        for (var turn = 0; turn < 100; turn++)
        {
            Assert.That(owners.Turn(), Is.False);
        }

        Assert.That(Read(log), Has.Count.EqualTo(before));
    }

    private static async Task<(SimulatedLog Log, InstanceOwners Owners, TaskBoard Tasks)> StartAsync()
    {
        var log = SteppedApplication.LogWith((OwnerInstance.Input, 1));
        var topology = OwnerInstance.Topology([]);
        var options = SteppedApplication.Options with { AdvertisedAddress = OwnerInstance.AddressOf("one") };
        var tasks = new TaskBoard(options.TimeProvider);
        var owners = new InstanceOwners(log, options, new StateCatalog(topology), tasks);
        owners.Start(await TopicPlan.MakeAsync(topology, options, log.Admin, "log", null, default), "one");
        Turn(owners);
        return (log, owners, tasks);
    }

    private static void Turn(InstanceOwners owners)
    {
        for (var turn = 0; turn < 5; turn++)
        {
            owners.Turn();
        }
    }

    private static StateOwner Of(InstanceOwners owners) => owners.FindAll(OwnerInstance.Store)[0];

    private static Announcement Claim(string instance) =>
        new(Announcement.CurrentFormat, AnnouncedState.Running, instance, $"run of {instance}", 1, OwnerInstance.AddressOf(instance), 1_700_000_000_000);

    private static void Announce(SimulatedLog log, Announcement announcement)
    {
        using var producer = log.CreateProducer(new LogProducerOptions());
        producer.Produce(new RawRecord(OwnerCluster.Topic, 0, -1, 1, Announcement.KeyOf(s_task), true, announcement.ToJson(), true));
        producer.Flush(TimeSpan.FromSeconds(1));
    }

    private static Announcement Last(SimulatedLog log) => Announcement.Parse(Read(log)[^1].Value)!;

    private static IReadOnlyList<CollectedRecord> Read(SimulatedLog log)
    {
        var collector = new RecordCollector();
        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new(new(OwnerCluster.Topic, 0), 0)]);
        while (consumer.Poll(TimeSpan.Zero, collector) > 0)
        {
        }

        return collector.Records;
    }
}
