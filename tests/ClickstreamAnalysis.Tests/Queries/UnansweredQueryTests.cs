using System.Runtime.CompilerServices;
using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Queries;

/// <summary>What cannot be answered says why and what to do.</summary>
public sealed class UnansweredQueryTests
{
    [Test]
    public async Task ApplicationNotStarted_NotRunning()
    {
        await using var application = new StreamsApplication(CountingTopology.Create(), SteppedApplication.LogWith((CountingTopology.Input, 2)), SteppedApplication.Options);

        using var view = await application.QueryAsync();
        var answer = view.KeyValue<string, long>(CountingTopology.First).Find("a");

        Assert.That((answer.Status, answer.Partition, answer.Position), Is.EqualTo((StateAnswerStatus.NotRunning, (int?)null, (StatePosition?)null)));
        Assert.That(answer.ToString(), Does.Contain("does not run"));
        Assert.That(view.Positions, Is.Empty);
    }

    [Test]
    public async Task ApplicationStopped_OpenViewsAreReleased_AndSayNotRunning()
    {
        var application = await SteppedApplication.StartAsync(CountingTopology.Create(), SteppedApplication.LogWith((CountingTopology.Input, 2)));
        application.Produce(CountingTopology.Input, 0, 1, "a"u8.ToArray(), new byte[8]);
        application.RunToIdle();
        using var view = application.Query();
        var store = view.KeyValue<string, long>(CountingTopology.First);
        var found = store.Find("a").Status;

        await application.DisposeAsync();

        Assert.That(found, Is.EqualTo(StateAnswerStatus.Found));
        Assert.That(store.Find("z").Status, Is.EqualTo(StateAnswerStatus.NotRunning), "its rows are released");
        Assert.That(() => store.All().ToList(), Throws.TypeOf<StateQueryException>().With.Message.Contains("closed its state"));
        using var after = await application.Application.QueryAsync();
        Assert.That(after.KeyValue<string, long>(CountingTopology.First).Find("a").Status, Is.EqualTo(StateAnswerStatus.NotRunning));
        Assert.That(after.KeyValue<string, long>(CountingTopology.First).All().Gaps, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task PartitionsOfAnotherInstance_NotHere_AndAGapOfScans()
    {
        var log = SteppedApplication.LogWith((CountingTopology.Input, 2));
        await using var one = await SteppedApplication.StartAsync(CountingTopology.Create(), log, SteppedApplication.Options with { InstanceId = "one" });
        one.RunToIdle();
        await using var two = await SteppedApplication.StartAsync(CountingTopology.Create(), log, SteppedApplication.Options with { InstanceId = "two" });
        for (var turn = 0; turn < 20; turn++)
        {
            one.Step();
            two.Step();
        }

        one.Produce(CountingTopology.Input, 0, 1, "a"u8.ToArray(), new byte[8]);
        one.Produce(CountingTopology.Input, 1, 1, "a"u8.ToArray(), new byte[8]);
        one.RunToIdle();
        two.RunToIdle();

        using var left = one.Query();
        using var right = two.Query();
        var scans = new[] { left, right }.Select(static view => view.KeyValue<string, long>(CountingTopology.First).All()).ToList();

        Assert.That(scans.Select(static scan => scan.Gaps.Single().Reason), Is.All.EqualTo(StateAnswerStatus.NotHere));
        Assert.That(scans.Select(static scan => scan.Gaps.Single().Partition), Is.EquivalentTo(new[] { 0, 1 }));
        Assert.That(scans.Select(static scan => scan.IsComplete), Is.All.False);
        Assert.That(
            new[] { left, right }.Select(static view => view.KeyValue<string, long>(CountingTopology.First).Find("nobody").Status),
            Is.EquivalentTo(new[] { StateAnswerStatus.NotFound, StateAnswerStatus.NotHere }));
    }

    [Test]
    public async Task UnknownStoreAndWrongTypes_NameWhatThereIs()
    {
        await using var application = await SteppedApplication.StartAsync(CountingTopology.Create(), SteppedApplication.LogWith((CountingTopology.Input, 1)));
        application.RunToIdle();
        using var view = application.Query();

        Assert.That(
            () => view.KeyValue<string, long>("frist"),
            Throws.TypeOf<StateQueryException>().With.Message.Contains("no store 'frist'").And.Message.Contains("KeyValue<string, long>(\"first\")"));
        Assert.That(
            () => view.KeyValue<string, int>("first"),
            Throws.TypeOf<StateQueryException>().With.Message.EqualTo("The store 'first' cannot be read by KeyValue<string, int>: call KeyValue<string, long>(\"first\")."));
        Assert.That(
            () => view.Sessions("first"),
            Throws.TypeOf<StateQueryException>().With.Message.Contains("by Sessions<string, SessionFacts>: call KeyValue<string, long>(\"first\")"));
    }

    [Test]
    public void ForgottenView_IsReleasedByTheGarbageCollector()
    {
        var snapshots = new SnapshotSet();
        using var database = new MemoryStateDatabase();
        Forget(database, snapshots);

        for (var collections = 0; collections < 10 && snapshots.Count > 0; collections++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(snapshots.Count, Is.Zero);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(MemoryStateDatabase database, SnapshotSet snapshots)
    {
        var view = new StateView(new QueryState(PublishedTasks.None, snapshots.Take(database)), new StateCatalog(CountingTopology.Create()), static _ => 1);
        Assert.That(snapshots.Count, Is.EqualTo(1));
        Assert.That(view.Positions, Is.Empty);
    }

    [Test]
    public async Task DisposedView_Throws()
    {
        await using var application = await SteppedApplication.StartAsync(CountingTopology.Create(), SteppedApplication.LogWith((CountingTopology.Input, 1)));
        application.RunToIdle();
        var view = application.Query();
        var store = view.KeyValue<string, long>(CountingTopology.First);

        view.Dispose();

        Assert.That(() => store.Find("a"), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(store.All, Throws.TypeOf<ObjectDisposedException>());
    }
}
