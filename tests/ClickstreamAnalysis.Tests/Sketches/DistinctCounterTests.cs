using System.IO.Hashing;
using System.Text;
using ClickstreamAnalysis.Sketches;
using ClickstreamAnalysis.Tests.Fuzzing;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Sketches;

[TestFixture]
public sealed class DistinctCounterTests
{
    [Test]
    public void Merge_InAnyOrderAndGrouping_IsTheCounterOfAllItems() =>
        Gen.Select(Gen.Int[4, 12], Gen.Int[0, 3_000].Array[0, 1_000].Array[1, 6], Gen.Int[0, int.MaxValue]).Sample((precision, parts, seed) =>
        {
            var all = Of(precision, parts.SelectMany(static part => part));
            var merged = Merged([.. parts.Select(part => Of(precision, part))], new Random(seed));
            Assert.That(Bytes(merged), Is.EqualTo(Bytes(all)));
        });

    [Test]
    public void Merge_OfDifferentPrecisions_IsTheCounterOfAllItemsAtTheLowest() =>
        Gen.Select(Gen.Select(Gen.Int[4, 12], Gen.Int[0, 3_000].Array[0, 1_000]).Array[1, 6], Gen.Int[0, int.MaxValue]).Sample((parts, seed) =>
        {
            var all = Of(parts.Min(static part => part.Item1), parts.SelectMany(static part => part.Item2));
            var merged = Merged([.. parts.Select(static part => Of(part.Item1, part.Item2))], new Random(seed));
            Assert.That(Bytes(merged), Is.EqualTo(Bytes(all)));
        });

    [Test]
    public void Merge_OfACounter_LeavesItUnchangedAndApart()
    {
        foreach (var count in new[] { 10, 5_000 })
        {
            var (counter, other) = (new DistinctCounter(), Of(14, Enumerable.Range(0, count)));
            var before = Bytes(other);
            counter.Merge(other).Add(-1);
            Assert.That(Bytes(other), Is.EqualTo(before));
            Assert.That(Bytes(other.Merge(other)), Is.EqualTo(before));
        }
    }

    /// <summary>Tokens lose nothing: the dense form is the same whether a counter was sparse before or not.</summary>
    [Test]
    public void Registers_OfACounterThatWasSparse_AreThoseOfTheHashes([Range(DistinctCounter.MinPrecision, DistinctCounter.MaxPrecision)] int precision)
    {
        var count = SparseRegisters.MaxCount(precision) * 2;
        var dense = new DenseRegisters(precision);
        var bytes = new byte[sizeof(long)];
        for (var n = 0L; n < count; n++)
        {
            BitConverter.TryWriteBytes(bytes, n);
            dense.Add(XxHash3.HashToUInt64(bytes));
        }

        Assert.That(Of(precision, Enumerable.Range(0, count)).Dense!.Bytes.SequenceEqual(dense.Bytes), Is.True);
    }

    [Test]
    public void Registers_OfTheRarestHashes_HaveTheHighestRanks([Range(DistinctCounter.MinPrecision, DistinctCounter.MaxPrecision)] int precision)
    {
        foreach (var (hash, rank) in new[] { (0UL, 64 - precision + 1), (1UL, 64 - precision), (ulong.MaxValue, 1) })
        {
            var (direct, byToken) = (new DenseRegisters(precision), new DenseRegisters(precision));
            direct.Add(hash);
            byToken.AddToken(SparseToken.Of(hash));
            Assert.That(direct[(int)(hash >> (64 - precision))], Is.EqualTo(rank));
            Assert.That(byToken.Bytes.SequenceEqual(direct.Bytes), Is.True);
        }
    }

    [Test]
    public void Add_OfATextAndItsBytes_IsOneItem([Values("", "ann", "é😀", "long")] string text)
    {
        text = text == "long" ? new string('é', 10_000) : text;
        Assert.That(new DistinctCounter().Add(text).Add(Encoding.UTF8.GetBytes(text)).Estimate(), Is.EqualTo(1));
    }

    [Test]
    public void Add_OfANumberAndItsBytes_IsOneItem() =>
        Assert.That(new DistinctCounter().Add(258).Add([2, 1, 0, 0, 0, 0, 0, 0]).Add(259).Estimate(), Is.EqualTo(2));

    [TestCase(3)]
    [TestCase(19)]
    public void Constructor_OfAPrecisionOutOfBounds_Throws(int precision) =>
        Assert.That(() => new DistinctCounter(precision), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Nulls_AreRefused()
    {
        Assert.That(() => new DistinctCounter().Add((string)null!), Throws.ArgumentNullException);
        Assert.That(() => new DistinctCounter().Merge(null!), Throws.ArgumentNullException);
    }

    /// <summary>The figures of the documentation.</summary>
    [Test]
    public void Memory_AtTheDefaultPrecision_IsAsDocumented()
    {
        var sparse = Of(14, Enumerable.Range(0, 1_536)).Sparse!;
        Assert.That(sparse.Slots.Length * sizeof(uint), Is.EqualTo(8 * 1024));
        Assert.That(DenseRegisters.ByteCount(14), Is.EqualTo(12 * 1024));
        Assert.That(new DistinctCounter().StandardError, Is.EqualTo(0.0081).Within(0.0001));
    }

    [Test]
    public void Add_ToADenseCounter_AllocatesNothing()
    {
        var counter = Of(14, Enumerable.Range(0, 10_000));
        counter.Add("warm").Add("warm"u8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            counter.Add(i * 7L).Add("a user's id").Add("bytes"u8);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static DistinctCounter Of(int precision, IEnumerable<int> items)
    {
        var counter = new DistinctCounter(precision);
        foreach (var item in items)
        {
            counter.Add(item);
        }

        return counter;
    }

    private static DistinctCounter Merged(List<DistinctCounter> counters, Random random)
    {
        while (counters.Count > 1)
        {
            var from = random.Next(counters.Count);
            var other = counters[from];
            counters.RemoveAt(from);
            counters[random.Next(counters.Count)].Merge(other);
        }

        return counters[0];
    }

    private static byte[] Bytes(DistinctCounter counter) => SerdeFuzz.Write(DistinctCounter.Serde, counter);
}
