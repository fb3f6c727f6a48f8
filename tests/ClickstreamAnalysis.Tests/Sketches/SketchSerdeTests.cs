using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.Tests.Serialization;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Sketches;

[TestFixture]
public sealed class DistinctCounterSerdeTests : SerdeContract<DistinctCounter>
{
    protected override ISerde<DistinctCounter> Serde => DistinctCounter.Serde;

    protected override Gen<DistinctCounter> Values => Gen.Select(Gen.Int[4, 12], Gen.Int[0, 600], Gen.Int[0, 1 << 20]).Select(static (precision, count, seed) =>
    {
        var counter = new DistinctCounter(precision);
        for (var n = 0; n < count; n++)
        {
            counter.Add(SketchStreams.Item(seed, n));
        }

        return counter;
    });

    /// <summary>Computed apart from the library, from the published XXH3 hashes of the texts.</summary>
    [Test]
    public void Serialize_ASparseCounter_HasTheFormatOfVersion1() =>
        Assert.That(Convert.ToHexString(Write(new DistinctCounter().Add("a"))), Is.EqualTo("010E000181E598B60E"));

    [Test]
    public void Serialize_ADenseCounter_HasTheFormatOfVersion1()
    {
        // The published hashes begin with 2D, E6 and 78: registers 2, 14 and 7 of 16, with six bits each.
        var bytes = Write(new DistinctCounter(4).Add("").Add("a").Add("abc"));
        Assert.That(Convert.ToHexString(bytes), Is.EqualTo("0104010C001000000004000000002000"));
    }

    [Test]
    public void Serialize_TheSameItemsInAnotherOrder_GivesTheSameBytes() =>
        Gen.Int[0, 5_000].Array[0, 3_000].Sample(items =>
        {
            var (counter, reversed) = (new DistinctCounter(12), new DistinctCounter(12));
            Array.ForEach(items, item => counter.Add(item));
            Array.ForEach([.. items.Reverse()], item => reversed.Add(item));
            return Write(counter).AsSpan().SequenceEqual(Write(reversed));
        });

    [TestCase("", "damaged-row")]
    [TestCase("02", "unknown-format")]
    [TestCase("01030000", "damaged-row", TestName = "a precision that is too low")]
    [TestCase("01130000", "damaged-row", TestName = "a precision that is too high")]
    [TestCase("010E0200", "damaged-row", TestName = "an unknown form")]
    [TestCase("010E0001", "damaged-row", TestName = "a token is missing")]
    [TestCase("010E000140", "damaged-row", TestName = "a token without rank")]
    [TestCase("010E00026801", "damaged-row", TestName = "a rank that is too high")]
    [TestCase("010E00024101", "damaged-row", TestName = "an index that is there twice")]
    [TestCase("010E0002414000", "damaged-row", TestName = "a byte too many")]
    [TestCase("010400024140", "damaged-row", TestName = "more tokens than a sparse counter has")]
    [TestCase("0104010B0000000000000000000000", "damaged-row", TestName = "too few registers")]
    [TestCase("0104010C3E0000000000000000000000", "damaged-row", TestName = "a register that is too high")]
    public void Deserialize_DamagedBytes_Refuses(string hex, string reason) =>
        Assert.That(() => Serde.Deserialize(Convert.FromHexString(hex)), Throws.TypeOf<SerdeException>().With.Property(nameof(SerdeException.Reason)).EqualTo(reason));

    [Test]
    public void Serde_IsKnown() => Assert.That(KnownSerdes.For<DistinctCounter>(), Is.SameAs(DistinctCounter.Serde));

    protected override bool AreEqual(DistinctCounter a, DistinctCounter b) =>
        a.Precision == b.Precision && a.Estimate() == b.Estimate() && Write(a).AsSpan().SequenceEqual(Write(b));
}

[TestFixture]
public sealed class TopCounterSerdeTests : SerdeContract<TopCounter<string>>
{
    protected override ISerde<TopCounter<string>> Serde => TopCounter.CreateSerde(Serdes.Utf8);

    protected override Gen<TopCounter<string>> Values => Gen.Select(Gen.Int[1, 40], Gen.Select(Gen.Int[0, 100], Gen.Long[1, 1_000_000]).Array[0, 100]).Select(static (capacity, counts) =>
    {
        var counter = new TopCounter<string>(capacity);
        Array.ForEach(counts, pair => counter.Add($"/{pair.Item1}", pair.Item2));
        return counter;
    });

    [Test]
    public void Serialize_ACounter_HasTheFormatOfVersion1() =>
        Assert.That(Write(new TopCounter<string>(2).Add("c").Add("b").Add("a", 300).Add("b")), Is.EqualTo(new byte[]
        {
            1, 2, 0xAF, 2, 2, // format, capacity, total 303, keys
            2, 0, 1, (byte)'b', // count 2, exact
            0xAB, 2, 1, 1, (byte)'a', // count 299 more, of which 1 may be too much: "c" had it
        }));

    [TestCase("02", "unknown-format")]
    [TestCase("01000000", "damaged-row", TestName = "a capacity of zero")]
    [TestCase("018180040000", "damaged-row", TestName = "a capacity that is too high")]
    [TestCase("01010202010001610100 0162", "damaged-row", TestName = "more keys than the capacity")]
    [TestCase("0102010102000161", "damaged-row", TestName = "a count above the total")]
    [TestCase("0102020101000161", "damaged-row", TestName = "a total above the counts of a counter that is not full")]
    [TestCase("0102020102010161", "damaged-row", TestName = "an error in a counter that is not full")]
    [TestCase("0101010101010161", "damaged-row", TestName = "an error as high as the count")]
    [TestCase("01020202010001610000 0161", "damaged-row", TestName = "a key that is there twice")]
    [TestCase("010201010100016100", "damaged-row", TestName = "one more byte")]
    public void Deserialize_DamagedBytes_Refuses(string hex, string reason) =>
        Assert.That(
            () => Serde.Deserialize(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))),
            Throws.TypeOf<SerdeException>().With.Property(nameof(SerdeException.Reason)).EqualTo(reason));

    [Test]
    public void Serde_OfTextsAndNumbers_IsKnown()
    {
        Assert.That(KnownSerdes.For<TopCounter<string>>()?.Name, Is.EqualTo("top counter of utf8"));
        Assert.That(KnownSerdes.For<TopCounter<long>>(), Is.Not.Null);
        Assert.That(KnownSerdes.For<TopCounter<int>>(), Is.Not.Null);
        Assert.That(KnownSerdes.For<TopCounter<Guid>>(), Is.Null);
    }

    protected override bool AreEqual(TopCounter<string> a, TopCounter<string> b) =>
        a.Capacity == b.Capacity && a.Total == b.Total && a.Top(a.Capacity).SequenceEqual(b.Top(b.Capacity));
}
