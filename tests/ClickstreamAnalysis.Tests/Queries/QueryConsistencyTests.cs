using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Tests.Runtime;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Queries;

/// <summary>A view is of one commit, whenever it is taken.</summary>
public sealed class QueryConsistencyTests
{
    private static readonly Gen<(int Key, int Turns, int ClockMs, bool Restarts)[]> s_steps =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 400], Gen.Int[0, 29].Select(static number => number == 0)).Array[5, 60];

    [Test]
    public void RandomRecordsCommitsAndRestarts_EveryViewIsOfOneCommit([Values] bool isLogged, [Values(0, 1_000)] int writeBackDelayMs) =>
        s_steps.Sample(steps => PlayAsync(steps, isLogged, TimeSpan.FromMilliseconds(writeBackDelayMs)).GetAwaiter().GetResult(), iter: 40);

    [Test]
    public void RandomRecordsAndRebalances_ViewsOfBothInstancesAreOfOneCommit() =>
        s_steps.Sample(steps => RebalanceAsync(steps).GetAwaiter().GetResult(), iter: 40);

    [Test]
    public async Task ViewsTakenWhileTwoThreadsWork_AreOfOneCommit([Values(0, 40)] int writeBackDelayMs)
    {
        var directory = Directory.CreateTempSubdirectory("queries-").FullName;
        try
        {
            await ReadWhileWritingAsync(directory, TimeSpan.FromMilliseconds(writeBackDelayMs));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task ReadWhileWritingAsync(string directory, TimeSpan writeBackDelay)
    {
        await using var log = new EmbeddedLog(directory);
        await log.CreateTopicAsync(CountingTopology.Input, partitions: 4);
        await using var application = new StreamsApplication(
            CountingTopology.Create(), log,
            new()
            {
                ApplicationId = "queried",
                StateDirectory = Path.Combine(directory, "state"),
                Threads = 2,
                CommitInterval = TimeSpan.FromMilliseconds(5),
                WriteBackDelay = writeBackDelay,
                MaxLiveEntries = 100,
            });
        await application.StartAsync();
        await using var writer = log.CreateWriter(CountingTopology.Input, Serdes.Utf8, Serdes.Int64);
        var written = Task.Run(async () =>
        {
            for (var round = 0; round < 40; round++)
            {
                await Task.WhenAll(Enumerable.Range(0, 500).Select(number => writer.WriteAsync($"key-{number * 7 % 300}", 1)));
            }
        });

        var views = 0;
        long before = 0;
        while (!written.IsCompleted || application.Metrics.Read < 20_000)
        {
            using var view = await application.QueryAsync();
            CountingTopology.AssertWhole(view);
            var next = view.Positions.Sum(static position => position.Inputs.Sum(static input => input.Offset));
            Assert.That(next, Is.GreaterThanOrEqualTo(before), "views do not go back");
            before = next;
            views++;
        }

        await written;
        using var last = await application.QueryAsync();
        Assert.That(last.KeyValue<string, long>(CountingTopology.Total).All().Sum(static pair => pair.Value), Is.EqualTo(20_000));
        Assert.That(views, Is.GreaterThan(10));
    }

    private static async Task RebalanceAsync((int Key, int Turns, int ClockMs, bool Restarts)[] steps)
    {
        var log = SteppedApplication.LogWith((CountingTopology.Input, 2));
        var clock = new FakeTimeProvider(SteppedApplication.Now);
        var options = SteppedApplication.Options with { TimeProvider = clock, CommitInterval = TimeSpan.FromMilliseconds(100), WriteBackDelay = TimeSpan.FromSeconds(1), MaxLiveEntries = 3 };
        var one = await SteppedApplication.StartAsync(CountingTopology.Create(), log, options with { InstanceId = "one" });
        SteppedApplication? two = null;
        foreach (var (step, number) in steps.Select(static (step, number) => (step, number)))
        {
            var key = new[] { (byte)('a' + step.Key) };
            one.Produce(CountingTopology.Input, KeyPartitioner.PartitionFor(key, 2), 1, key, new byte[8]);
            clock.Advance(TimeSpan.FromMilliseconds(step.ClockMs));
            for (var turn = 0; turn < step.Turns; turn++)
            {
                one.Step();
                two?.Step();
            }

            if (number % 7 == 3 && two is null)
            {
                two = await SteppedApplication.StartAsync(CountingTopology.Create(), log, options with { InstanceId = "two" });
            }
            else if (number % 7 == 6 && two is not null)
            {
                await two.DisposeAsync();
                two = null;
            }

            foreach (var instance in two is null ? [one] : new[] { one, two })
            {
                using var view = await QueryWhileBothStepAsync(instance, one, two, clock);
                CountingTopology.AssertWhole(view);
            }
        }

        await one.DisposeAsync();
        await (two?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static async Task<StateView> QueryWhileBothStepAsync(SteppedApplication asked, SteppedApplication one, SteppedApplication? two, FakeTimeProvider clock)
    {
        var pending = asked.Application.QueryAsync().AsTask();
        for (var turns = 0; !pending.IsCompleted; turns++)
        {
            Assert.That(turns, Is.LessThan(1_000), "no view");
            clock.Advance(TimeSpan.FromMilliseconds(20));
            one.Step();
            two?.Step();
            await Task.WhenAny(pending, Task.Delay(1));
        }

        return await pending;
    }

    private static async Task PlayAsync((int Key, int Turns, int ClockMs, bool Restarts)[] steps, bool isLogged, TimeSpan writeBackDelay)
    {
        var log = SteppedApplication.LogWith((CountingTopology.Input, 2));
        var clock = new FakeTimeProvider(SteppedApplication.Now);
        var options = SteppedApplication.Options with
        {
            InMemoryState = true,
            TimeProvider = clock,
            CommitInterval = TimeSpan.FromMilliseconds(100),
            WriteBackDelay = writeBackDelay,
            MaxLiveEntries = 3,
        };
        var application = await SteppedApplication.StartAsync(CountingTopology.Create(isLogged), log, options);
        foreach (var step in steps)
        {
            var key = new[] { (byte)('a' + step.Key) };
            application.Produce(CountingTopology.Input, KeyPartitioner.PartitionFor(key, 2), 1, key, new byte[8]);
            clock.Advance(TimeSpan.FromMilliseconds(step.ClockMs));
            for (var turn = 0; turn < step.Turns; turn++)
            {
                application.Step();
            }

            // In memory, a store without a changelog does not survive a restart.
            if (step.Restarts && isLogged)
            {
                await application.DisposeAsync();
                application = await SteppedApplication.StartAsync(CountingTopology.Create(isLogged), log, options);
                application.RunToIdle();
            }

            using var view = application.Query(clock);
            CountingTopology.AssertWhole(view);
        }

        await application.DisposeAsync();
    }
}
