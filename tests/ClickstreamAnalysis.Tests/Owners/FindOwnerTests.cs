using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Owners;

/// <summary>Every instance names the owner of every key within two seconds of a change, whatever happens to the others.</summary>
public sealed class FindOwnerTests
{
    private static readonly TimeSpan s_session = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(3);

    [Test]
    public async Task TwoInstances_EachNamesTheOwnerOfEveryKey()
    {
        await using var cluster = new OwnerCluster();
        var one = await cluster.StartAsync("one");
        await cluster.StartAsync("two");
        cluster.Run(s_settled);

        cluster.AssertRight();
        cluster.AssertProcessedByOwners();
        var owners = one.Application.FindOwners(OwnerInstance.Store);
        Assert.That(owners.Select(static owner => owner.Partition), Is.EqualTo(Enumerable.Range(0, OwnerCluster.Partitions)));
        Assert.That(owners.Count(static owner => owner.Status == StateOwnerStatus.Elsewhere), Is.EqualTo(3));
        Assert.That(owners.Select(static owner => owner.Since), Is.All.GreaterThanOrEqualTo(SteppedApplication.Now));
    }

    [Test]
    public async Task InstanceKilled_NamedUntilTheGroupGivesItsPartitionsAway_ThenItsSuccessor()
    {
        await using var cluster = new OwnerCluster();
        var one = await cluster.StartAsync("one");
        var two = await cluster.StartAsync("two");
        cluster.Run(s_settled);

        await cluster.KillAsync(two);
        cluster.Run(s_settled, isChecked: false);
        Assert.That(one.Application.FindOwners(OwnerInstance.Store).Count(static owner => owner.InstanceId == "two"), Is.EqualTo(3), "they are still its partitions");

        cluster.Run(s_session);
        Assert.That(one.Application.FindOwners(OwnerInstance.Store).Select(static owner => owner.Status), Is.All.EqualTo(StateOwnerStatus.Here));
    }

    [Test]
    public async Task InstanceStopped_ReleasesItsTasksAtOnce()
    {
        await using var cluster = new OwnerCluster();
        var one = await cluster.StartAsync("one");
        await cluster.StopAsync(one);

        // Reads the topic, and does not join the group before its first turn.
        var two = await cluster.StartAsync("two");
        Assert.That(two.Application.FindOwners(OwnerInstance.Store).Select(static owner => owner.Status), Is.All.EqualTo(StateOwnerStatus.Unknown));
        cluster.Run(s_settled);
        cluster.AssertRight();
        await cluster.StopAsync(two);
        Assert.That(two.Application.FindOwner(OwnerInstance.Store, "user-1").Status, Is.EqualTo(StateOwnerStatus.Unknown), "a stopped one knows nothing");
    }

    [Test]
    public async Task InstanceStalled_LosesItsPartitions_AndNamesTheirNewOwnerWhenItWakes()
    {
        await using var cluster = new OwnerCluster();
        var one = await cluster.StartAsync("one");
        await cluster.StartAsync("two");
        cluster.Run(s_settled);
        one.IsStalled = true;
        cluster.Run(s_session);
        cluster.AssertRight();

        one.IsStalled = false;
        cluster.Run(s_settled);
        cluster.AssertRight();
        cluster.AssertProcessedByOwners();
    }

    [Test]
    public async Task InstanceWithoutAnAddress_KnowsItsOwnPartitions_AndMakesNoTopic()
    {
        var log = SteppedApplication.LogWith((OwnerInstance.Input, 2));
        await using var one = await SteppedApplication.StartAsync(OwnerInstance.Topology([]), log, SteppedApplication.Options with { InstanceId = "one" });
        one.RunToIdle();
        await using var two = await SteppedApplication.StartAsync(OwnerInstance.Topology([]), log, SteppedApplication.Options with { InstanceId = "two" });
        for (var turn = 0; turn < 20; turn++)
        {
            one.Step();
            two.Step();
        }

        var owners = one.Application.FindOwners(OwnerInstance.Store);
        Assert.That(owners.Select(static owner => owner.Status), Is.EquivalentTo(new[] { StateOwnerStatus.Here, StateOwnerStatus.Unknown }));
        Assert.That(owners.Select(static owner => owner.Address), Is.All.Null);
        Assert.That(await log.Admin.DescribeTopicAsync(OwnerCluster.Topic), Is.Null);
    }

    [Test]
    public async Task AddressSetLater_OnAnApplicationThatRanWithout_Starts()
    {
        var log = SteppedApplication.LogWith((OwnerInstance.Input, 2));
        await using (var before = await SteppedApplication.StartAsync(OwnerInstance.Topology([]), log))
        {
            before.Produce(OwnerInstance.Input, 0, SteppedApplication.Now.ToUnixTimeMilliseconds(), "a"u8.ToArray(), new byte[8]);
            before.RunToIdle();
        }

        await using var after = await SteppedApplication.StartAsync(
            OwnerInstance.Topology([]), log, SteppedApplication.Options with { AdvertisedAddress = OwnerInstance.AddressOf("one") });
        after.RunToIdle();
        Assert.That(after.ReadAll(OwnerCluster.Topic), Is.Not.Empty);
    }

    [Test]
    public async Task BeforeTheStart_UnknownWithoutPartition()
    {
        await using var application = new StreamsApplication(OwnerInstance.Topology([]), SteppedApplication.LogWith((OwnerInstance.Input, 2)), SteppedApplication.Options);

        var owner = application.FindOwner(OwnerInstance.Store, "a");

        Assert.That((owner.Status, owner.Partition, owner.TaskId), Is.EqualTo((StateOwnerStatus.Unknown, (int?)null, (string?)null)));
        Assert.That(owner.ToString(), Does.Contain("has not started"));
        Assert.That(application.FindOwners(OwnerInstance.Store), Is.Empty);
    }

    [Test]
    public async Task UnknownStore_AndKeyOfAnotherType_NameWhatThereIs()
    {
        await using var application = new StreamsApplication(OwnerInstance.Topology([]), SteppedApplication.LogWith((OwnerInstance.Input, 2)), SteppedApplication.Options);

        Assert.That(() => application.FindOwner("count", "a"), Throws.TypeOf<StateQueryException>().With.Message.Contains("'count'").And.Message.Contains("KeyValue<string, long>(\"counts\")"));
        Assert.That(() => application.FindOwners("count"), Throws.TypeOf<StateQueryException>().With.Message.Contains("\"counts\""));
        Assert.That(() => application.FindOwner(OwnerInstance.Store, 7), Throws.TypeOf<StateQueryException>().With.Message.EqualTo("The keys of the store 'counts' are string, not int."));
        Assert.That(() => application.FindOwner<string>(OwnerInstance.Store, null!), Throws.ArgumentNullException);
    }

    [Test]
    public async Task TopicUnavailable_ProcessingGoesOn_AndTheAnnouncementsFollow()
    {
        await using var cluster = new OwnerCluster(faults: new Dictionary<SimulatedFault, double> { [SimulatedFault.AdminFailed] = 1 });
        cluster.Log.FaultsEnabled = false;
        var one = await cluster.StartAsync("one");
        cluster.Log.FaultsEnabled = true;
        cluster.Run(TimeSpan.FromSeconds(10), isChecked: false);
        Assert.That(cluster.Logs.Warnings.Count(static warning => warning.Contains(OwnerCluster.Topic, StringComparison.Ordinal)), Is.EqualTo(1), "once a minute");

        cluster.Log.FaultsEnabled = false;
        var two = await cluster.StartAsync("two");
        cluster.Run(s_settled);
        cluster.AssertRight();
        cluster.AssertProcessedByOwners();
        Assert.That((one.Application.State, two.Application.State), Is.EqualTo((StreamsState.Running, StreamsState.Running)));
    }

    [Test]
    public async Task TopicDeleted_IsCreatedAndFilledAgain()
    {
        await using var cluster = new OwnerCluster();
        await cluster.StartAsync("one");
        await cluster.StartAsync("two");
        cluster.Run(s_settled);

        await cluster.Log.Admin.DeleteTopicAsync(OwnerCluster.Topic);
        cluster.Run(TimeSpan.FromSeconds(4), isChecked: false);

        cluster.AssertRight();
        await cluster.StartAsync("three");
        cluster.Run(s_settled);
        cluster.AssertRight();
    }

    [Test]
    public async Task RecordThatIsNoAnnouncement_IsIgnoredAndLogged()
    {
        await using var cluster = new OwnerCluster();
        await cluster.StartAsync("one");
        await cluster.StartAsync("two");
        using (var producer = cluster.Log.CreateProducer(new LogProducerOptions()))
        {
            cluster.Run(s_settled);
            producer.Produce(new RawRecord(OwnerCluster.Topic, 0, -1, 1, "0_1"u8, true, "{}"u8, true));
            producer.Produce(new RawRecord(OwnerCluster.Topic, 0, -1, 1, "x"u8, true, "{}"u8, true));
            producer.Produce(new RawRecord(OwnerCluster.Topic, 0, -1, 1, default, false, default, false));
            producer.Flush(TimeSpan.FromSeconds(1));
        }

        cluster.Run(s_settled);
        cluster.AssertRight();
        Assert.That(cluster.Logs.Warnings.Count(static warning => warning.Contains("not an announcement", StringComparison.Ordinal)), Is.EqualTo(6));
    }

    [TestCase("http://shop-1:8080", true)]
    [TestCase("http://10.0.0.7/shop", true)]
    [TestCase("shop-1:8080", false)]
    [TestCase("http://user:secret@shop-1:8080", false)]
    [TestCase("http://shop-1:8080/?a=b", false)]
    public void AdvertisedAddress_IsCheckedAndNeverQuoted(string address, bool isValid)
    {
        var mistakes = (SteppedApplication.Options with { AdvertisedAddress = new Uri(address) }).FindMistakes();

        Assert.That(mistakes, isValid ? Is.Empty : Has.Exactly(1).Contains(nameof(StreamsOptions.AdvertisedAddress)));
        Assert.That(string.Concat(mistakes), Does.Not.Contain("secret"));
    }

    [Test]
    public async Task KeySerde_Given_DecidesThePartition()
    {
        var log = SteppedApplication.LogWith((OwnerInstance.Input, 64));
        await using var one = await SteppedApplication.StartAsync(OwnerInstance.Topology([]), log);
        var quoted = Serdes.Json<string>();

        Assert.That(one.Application.FindOwner(OwnerInstance.Store, "a", quoted).Partition, Is.EqualTo(KeyPartitioner.PartitionFor(Encoding.UTF8.GetBytes("\"a\""), 64)));
        Assert.That(one.Application.FindOwner(OwnerInstance.Store, "a").Partition, Is.EqualTo(KeyPartitioner.PartitionFor("a"u8, 64)));
    }
}
