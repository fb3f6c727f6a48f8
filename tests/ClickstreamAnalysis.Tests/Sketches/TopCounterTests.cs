using ClickstreamAnalysis.Tests.Fuzzing;
using ClickstreamAnalysis.Tests.State;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Sketches;

[TestFixture]
public sealed class TopCounterTests
{
    private static readonly ISerde<TopCounter<int>> s_serde = TopCounter.CreateSerde(Serdes.Int32);

    [TestCaseSource(typeof(SketchStreams), nameof(SketchStreams.Kinds))]
    public void Bounds_HoldForOneCounter(string kind) =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[0, 3_000], Gen.Int[0, 1 << 30]).Sample((capacity, length, seed) =>
        {
            var keys = SketchStreams.Keys(kind, length, capacity, seed);
            AssertBounds(Of(capacity, keys), capacity, Exact(keys.Select(static key => (key, 1L))));
        });

    [TestCaseSource(typeof(SketchStreams), nameof(SketchStreams.Kinds))]
    public void Bounds_HoldForMergesInAnyOrderAndGrouping(string kind) =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[0, 3_000], Gen.Int[1, 8], Gen.Int[0, 1 << 30]).Sample((capacity, length, parts, seed) =>
        {
            var keys = SketchStreams.Keys(kind, length, capacity, seed);
            var random = new Random(seed);
            var counters = keys.Chunk(Math.Max(1, length / parts)).Select(part => Of(capacity, part)).Append(new(capacity)).ToList();
            var all = keys.Select(static key => (key, 1L)).ToList();
            while (counters.Count > 1)
            {
                var from = random.Next(counters.Count);
                var other = counters[from];
                counters.RemoveAt(from);

                // A merged counter goes on counting.
                var key = random.Next(capacity * 3);
                all.Add((key, 1));
                counters[random.Next(counters.Count)].Merge(other).Add(key);
            }

            AssertBounds(counters[0], capacity, Exact(all));
        });

    [Test]
    public void Bounds_HoldForDifferentCapacitiesAndCounts() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 30], Gen.Select(Gen.Int[0, 60], Gen.Long[1, 1_000]).Array[0, 300], Gen.Select(Gen.Int[0, 60], Gen.Long[1, 1_000]).Array[0, 300])
            .Sample((capacity, otherCapacity, counts, otherCounts) =>
            {
                var (counter, other) = (new TopCounter<int>(capacity), new TopCounter<int>(otherCapacity));
                Array.ForEach(counts, pair => counter.Add(pair.Item1, pair.Item2));
                Array.ForEach(otherCounts, pair => other.Add(pair.Item1, pair.Item2));
                AssertBounds(counter.Merge(other), Math.Min(capacity, otherCapacity), Exact(counts.Concat(otherCounts)));
            });

    [Test]
    public void Counts_OfFewKeys_AreExactAndOrdered()
    {
        var counter = new TopCounter<string>(3).Add("b").Add("a").Add("c").Add("a").Add("c", 2).Add("b");
        Assert.That(counter.Top(10), Is.EqualTo(new TopCount<string>[] { new("c", 3, 0), new("a", 2, 0), new("b", 2, 0) }));
        Assert.That(counter.Top(1).Single().GuaranteedCount, Is.EqualTo(3));
        Assert.That((counter.Total, counter.MaxUntrackedCount, counter.Capacity), Is.EqualTo((7L, 2L, 3)));
    }

    [Test]
    public void Add_OfANewKeyToAFullCounter_ReplacesTheLowestThatWasReachedFirst()
    {
        var counter = new TopCounter<string>(3).Add("a").Add("b").Add("c").Add("a").Add("d");
        Assert.That(counter.Top(3), Is.EqualTo(new TopCount<string>[] { new("a", 2, 0), new("d", 2, 1), new("c", 1, 0) }));
    }

    [Test]
    public void Merge_OfFullCounters_AddsTheLowestCountForKeysOfOnlyOne()
    {
        var counter = new TopCounter<string>(2).Add("a", 10).Add("b", 4).Merge(new TopCounter<string>(2).Add("a", 5).Add("c", 3));
        Assert.That(counter.Top(2), Is.EqualTo(new TopCount<string>[] { new("a", 15, 0), new("c", 7, 4) }));
        Assert.That(counter.Total, Is.EqualTo(22));
    }

    [Test]
    public void Merge_OfACounterWithItself_DoublesIt()
    {
        var counter = new TopCounter<string>(2).Add("a", 10).Add("b", 4);
        Assert.That(counter.Merge(counter).Top(2), Is.EqualTo(new TopCount<string>[] { new("a", 20, 0), new("b", 8, 0) }));
    }

    [TestCaseSource(typeof(SketchStreams), nameof(SketchStreams.Kinds))]
    public void ARestart_BetweenAnyTwoEvents_ChangesNothing(string kind)
    {
        var keys = SketchStreams.Keys(kind, 400, 10, seed: 3);
        var expected = SerdeFuzz.Write(s_serde, Of(10, keys));
        for (var at = 0; at <= keys.Length; at++)
        {
            var counter = s_serde.Deserialize(SerdeFuzz.Write(s_serde, Of(10, keys[..at])));
            Array.ForEach(keys[at..], key => counter.Add(key));
            Assert.That(SerdeFuzz.Write(s_serde, counter), Is.EqualTo(expected), $"restart before event {at}");
        }
    }

    [Test]
    public void Total_ThatWouldOverflow_IsRefusedAndChangesNothing()
    {
        var counter = new TopCounter<string>().Add("a", long.MaxValue);
        Assert.That(() => counter.Add("a"), Throws.TypeOf<OverflowException>());
        Assert.That(() => counter.Merge(new TopCounter<string>().Add("b")), Throws.TypeOf<OverflowException>());
        Assert.That(counter.Top(2), Is.EqualTo(new TopCount<string>[] { new("a", long.MaxValue, 0) }));
    }

    [Test]
    public void Arguments_OutOfBounds_AreRefused()
    {
        Assert.That(() => new TopCounter<string>(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new TopCounter<string>(TopCounter.MaxCapacity + 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new TopCounter<string>().Add("a", 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new TopCounter<string>().Top(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new TopCounter<string>().Add(null!), Throws.ArgumentNullException);
        Assert.That(() => new TopCounter<string>().Merge(null!), Throws.ArgumentNullException);
        Assert.That(() => TopCounter.CreateSerde<string>(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Add_OfATrackedKey_AllocatesNothing()
    {
        var counter = Of(1_000, Enumerable.Range(0, 2_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            counter.Add(1_000 + (i % 1_000));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(counter.MaxUntrackedCount, Is.EqualTo(12));
    }

    [Test]
    public void Add_OfANewKeyToAFullCounter_AllocatesNothing()
    {
        var counter = Of(1_000, Enumerable.Range(0, 2_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            counter.Add(10_000 + i);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    /// <summary>The figure of the documentation, for keys that are not objects.</summary>
    [TestCase(1_000)]
    [TestCase(1_025)]
    [TestCase(10_000)]
    [NonParallelizable]
    public void Memory_PerTrackedKey_IsAsDocumented(int keys)
    {
        const int counters = 20;
        var kept = new TopCounter<long>[counters];
        var before = SettledHeap.Bytes();
        for (var i = 0; i < counters; i++)
        {
            kept[i] = new(keys);
            for (var key = 0; key < keys; key++)
            {
                kept[i].Add(key);
            }
        }

        var perKey = (SettledHeap.Bytes() - before) / (double)(counters * keys);
        Assert.That(perKey, Is.InRange(50, 150));
        GC.KeepAlive(kept);
    }

    private static TopCounter<int> Of(int capacity, IEnumerable<int> keys)
    {
        var counter = new TopCounter<int>(capacity);
        foreach (var key in keys)
        {
            counter.Add(key);
        }

        return counter;
    }

    private static Dictionary<int, long> Exact(IEnumerable<(int Key, long Count)> counts) =>
        counts.GroupBy(static pair => pair.Key).ToDictionary(static group => group.Key, static group => group.Sum(static pair => pair.Count));

    private static void AssertBounds(TopCounter<int> counter, int capacity, Dictionary<int, long> exact)
    {
        var total = exact.Values.Sum();
        Assert.That((counter.Capacity, counter.Total), Is.EqualTo((capacity, total)));
        Assert.That(counter.MaxUntrackedCount, Is.LessThanOrEqualTo(total / capacity));
        var tracked = counter.Top(capacity);
        Assert.That(tracked, Has.Count.EqualTo(Math.Min(capacity, exact.Count)));
        Assert.That(tracked.Select(static top => top.Count), Is.Ordered.Descending);
        foreach (var top in tracked)
        {
            var count = exact[top.Key];
            Assert.That(top.Count, Is.GreaterThanOrEqualTo(count), "never too low");
            Assert.That(top.GuaranteedCount, Is.LessThanOrEqualTo(count), "too high by the error at most");
            Assert.That(top.Error, Is.InRange(0, total / capacity));
        }

        foreach (var (_, count) in exact.ExceptBy(tracked.Select(static top => top.Key), static pair => pair.Key))
        {
            Assert.That(count, Is.LessThanOrEqualTo(counter.MaxUntrackedCount), "a key with a higher count is tracked");
        }
    }
}
