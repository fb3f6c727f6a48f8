using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Funnels.Rules;
using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Windows;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>What stores say that their entries take, and what they give up when it is too much.</summary>
[NonParallelizable]
public sealed class LiveMemoryTests
{
    private const int Users = 50_000;

    private MemoryBackend _backend = null!;

    [SetUp]
    public void Open() => _backend = new MemoryBackend();

    [TearDown]
    public void Close() => _backend.Dispose();

    [Test]
    public void UsedBytes_Counts_AreNearTheHeap() =>
        AssertNearTheHeap(Serdes.Int64, static i => i);

    [Test]
    public void UsedBytes_Texts_AreNearTheHeap() =>
        AssertNearTheHeap(Serdes.Utf8, static i => $"{i} {new string('x', 200)}");

    [Test]
    public void UsedBytes_Sessions_AreNearTheHeap() =>
        AssertNearTheHeap(new OpenSessionsSerde<SessionFacts>(SessionFactsSerde.Instance), static i =>
        {
            var sessions = new OpenSessions<SessionFacts>();
            ref var session = ref sessions.Insert(0);
            session = new OpenSession<SessionFacts> { Id = new SessionId(i, 0), StartMs = i, EndMs = i, EventCount = 1, Revision = 1 };
            session.Aggregate = new ClickSessionAggregator(ClickFactRules.Default).Create(
                new("u", new ClickEvent { User = "u", TimestampMs = i, Name = "view", Page = "/products/1234" }, i));
            return sessions;
        });

    /// <summary>Their serialized bytes say little: a dense counter takes the same on the heap, and a tracked key ten times as much.</summary>
    [TestCase(10, 20_000)]
    [TestCase(500, 5_000)]
    [TestCase(20_000, 300)]
    public void UsedBytes_DistinctCounters_AreNearTheHeap(int items, int windows) =>
        AssertNearTheHeap(new OpenWindowsSerde<DistinctCounter>(DistinctCounter.Serde), _ => WindowOf(new DistinctCounter(), items, static (counter, i) => counter.Add(i)), windows);

    [TestCase(10, 20_000)]
    [TestCase(20_000, 300)]
    public void UsedBytes_SessionsWithDistinctCounters_AreNearTheHeap(int items, int sessions) => AssertNearTheHeap(
        new OpenSessionsSerde<DistinctCounter>(DistinctCounter.Serde),
        _ =>
        {
            var sessions = new OpenSessions<DistinctCounter>();
            ref var session = ref sessions.Insert(0);
            session = new OpenSession<DistinctCounter> { Id = new SessionId(1, 0), EventCount = items, Revision = 1, Aggregate = new DistinctCounter() };
            for (var i = 0; i < items; i++)
            {
                session.Aggregate.Add(i);
            }

            return sessions;
        },
        sessions);

    [TestCase(5, 20_000)]
    [TestCase(200, 2_000)]
    [TestCase(3_000, 200)]
    public void UsedBytes_TopCounters_AreNearTheHeap(int items, int windows) =>
        AssertNearTheHeap(
            new OpenWindowsSerde<TopCounter<string>>(TopCounter.CreateSerde(Serdes.Utf8)),
            _ => WindowOf(new TopCounter<string>(), items, static (counter, i) => counter.Add($"/products/{i}")),
            windows);

    /// <summary>First with events and open entries, and then, much smaller, with a closed attempt only.</summary>
    [TestCase(10, false)]
    [TestCase(10, true)]
    [TestCase(100, false)]
    public void UsedBytes_FunnelsWithRules_AreNearTheHeap(int events, bool isOver)
    {
        var funnel = new RuledFunnel(new FunnelRules(3, WindowMs: 1_000, GraceMs: 0, BucketMs: 0, MaxEvents: 1_000))
        {
            StepWindowsMs = [long.MaxValue, long.MaxValue, long.MaxValue],
            Exclusions = [new(0, 2, ExclusionEffect.DropAttempt)],
        };
        var engine = new RuledEngine(funnel);
        AssertNearTheHeap(
            new RuledProgressSerde(funnel),
            _ =>
            {
                var progress = new RuledProgress();
                for (var i = 0; i < events; i++)
                {
                    engine.Apply(progress, new(0, 0, i, RuledFunnel.NoValue, i % 2 == 0 ? 1u : 2u, 0));
                }

                engine.Begin();
                engine.Settle(progress, isOver ? 10_000 : 0);
                return progress;
            },
            users: 5_000);
    }

    [Test]
    public void UsedBytes_FewLargeEntriesThatChangeOftenAmongSmallOnes_AreNearTheHeap()
    {
        const int Large = 500;
        var memory = new LiveMemory(limitBytes: long.MaxValue / 2);
        var before = SettledHeap.Bytes();
        var table = NewTable(memory, Serdes.Utf8);
        for (var i = 0; i < 20_000; i++)
        {
            table.Add($"user-{i:D7}", $"{i}", i);
        }

        Commit(table);
        for (var commit = 0; commit < 3; commit++)
        {
            Change(table, Large, static i => $"{i} {new string('x', 1_000)}");
        }

        var taken = SettledHeap.Bytes() - before;
        Assert.That((double)memory.UsedBytes / taken, Is.InRange(0.75, 1.4), $"{taken / 20_000} bytes an entry on the heap, {memory.UsedBytes / 20_000} estimated");

        Change(table, Large, static i => $"{i}");
        taken = SettledHeap.Bytes() - before;
        Assert.That((double)memory.UsedBytes / taken, Is.InRange(0.75, 1.4), "with small ones only");

        Change(table, Large, static i => $"{i} {new string('x', 10_000)}");
        for (var i = 0; i < Large; i++)
        {
            table.Remove(table.Find($"user-{i:D7}")!);
        }

        Commit(table);
        taken = SettledHeap.Bytes() - before;
        Assert.That((double)memory.UsedBytes / taken, Is.InRange(0.75, 1.4), "with the large ones removed");
    }

    [Test]
    public void WriteBack_TwoStoresOverTheLimit_BothShrinkUntilTheyFit()
    {
        var memory = new LiveMemory(limitBytes: 1_000_000);
        var small = Fill(memory, Serdes.Int64, 5_000, static i => i);
        var large = Fill(memory, Serdes.Int64, 15_000, static i => i);
        Assert.That(memory.IsPressed);

        // Each store knows only its own part, so it takes some commits of either until both fit.
        for (var i = 0; i < 10; i++)
        {
            small.WriteBack(_backend.Database, upToGeneration: 0);
            large.WriteBack(_backend.Database, upToGeneration: 0);
        }

        Assert.That(memory.UsedBytes, Is.LessThanOrEqualTo(memory.LimitBytes).And.GreaterThan(memory.LimitBytes * 0.9));
        Assert.That(small.LiveCount, Is.InRange(500, 4_000));
        Assert.That(large.LiveCount, Is.InRange(1_500, 12_000));
        Assert.That(small.Count(), Is.EqualTo(5_000));
        Assert.That(large.Count(), Is.EqualTo(15_000));
    }

    [Test]
    public void WriteBack_RowsNotYetDue_AreWrittenBeforeTheirEntriesLeave()
    {
        var memory = new LiveMemory(limitBytes: 100_000);
        var table = NewTable(memory, Serdes.Int64);
        for (var i = 0; i < 1_000; i++)
        {
            table.Add($"user-{i}", i, 1_000);
        }

        table.Flush(changelog: null);
        table.Committed(generation: 5);
        table.WriteBack(_backend.Database, upToGeneration: 4);

        Assert.That(table.LiveCount, Is.LessThan(500));
        Assert.That(_backend.Database.CountRows("t:rows"), Is.EqualTo(1_000 - table.LiveCount));
        Assert.That(Enumerable.Range(0, 1_000).Select(i => table.Find($"user-{i}")!.State), Is.EqualTo(Enumerable.Range(0, 1_000)));
    }

    [Test]
    public void Discard_GivesItsMemoryBack()
    {
        var memory = new LiveMemory(limitBytes: 1_000_000_000);
        var table = Fill(memory, Serdes.Int64, 1_000, static i => i);
        Assert.That(memory.UsedBytes, Is.Positive);

        table.Discard();

        Assert.That(memory.UsedBytes, Is.Zero);
    }

    private static OpenWindows<TCounter> WindowOf<TCounter>(TCounter counter, int items, Action<TCounter, int> add)
    {
        for (var i = 0; i < items; i++)
        {
            add(counter, i);
        }

        var windows = new OpenWindows<TCounter>();
        windows.At(0).Value = counter;
        return windows;
    }

    private void AssertNearTheHeap<TState>(ISerde<TState> serde, Func<int, TState> state, int users = Users)
    {
        var memory = new LiveMemory(limitBytes: long.MaxValue / 2);
        var before = SettledHeap.Bytes();
        var table = NewTable(memory, serde);
        for (var i = 0; i < users; i++)
        {
            table.Add($"user-{i:D7}", state(i), i);
        }

        table.Flush(new NoChangelog());
        table.Committed(generation: 1);
        table.WriteBack(_backend.Database.CreateBatch(), upToGeneration: 0);
        var taken = SettledHeap.Bytes() - before;
        GC.KeepAlive(table);

        TestContext.Out.WriteLine($"{taken / users} bytes an entry on the heap, {memory.UsedBytes / users} estimated");
        Assert.That((double)memory.UsedBytes / taken, Is.InRange(0.75, 1.4));
    }

    private void Change(ExpiringTable<string, string> table, int count, Func<int, string> state)
    {
        for (var i = 0; i < count; i++)
        {
            var entry = table.Find($"user-{i:D7}")!;
            entry.State = state(i);
            table.Touch(entry, entry.DueMs);
        }

        Commit(table);
    }

    private void Commit(ExpiringTable<string, string> table)
    {
        table.Flush(new NoChangelog());
        table.Committed(generation: 1);
        table.WriteBack(_backend.Database.CreateBatch(), upToGeneration: 1);
    }

    private ExpiringTable<string, TState> Fill<TState>(LiveMemory memory, ISerde<TState> serde, int count, Func<int, TState> state)
    {
        var table = NewTable(memory, serde, memory.UsedBytes == 0 ? "t" : "other");
        for (var i = 0; i < count; i++)
        {
            table.Add($"user-{i}", state(i), i);
        }

        table.Flush(changelog: null);
        table.Committed(generation: 1);
        return table;
    }

    private ExpiringTable<string, TState> NewTable<TState>(LiveMemory memory, ISerde<TState> serde, string name = "t") =>
        new(name, Serdes.Utf8, serde, new StoreContext(_backend.Database, Partition: 0) { LiveMemory = memory });

    private sealed class NoChangelog : IChangelogWriter
    {
        public bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue) => true;

        public void Reject(string reason, Exception error) => throw error;
    }
}
