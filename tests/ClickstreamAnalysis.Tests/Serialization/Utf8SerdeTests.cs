using CsCheck;

namespace ClickstreamAnalysis.Tests.Serialization;

[TestFixture]
public sealed class Utf8SerdeTests : SerdeContract<string>
{
    protected override ISerde<string> Serde => Serdes.Utf8;

    protected override Gen<string> Values => TextGen.Any;

    protected override bool TakesEmpty => true;

    // UTF-8 keeps the order of code points; below the surrogates that is the order of chars.
    protected override Gen<(string Lower, string Upper)> OrderedPairs =>
        Gen.Select(Gen.String[Gen.Char['\0', '\uD7FF'], 0, 40], Gen.String[Gen.Char['\0', '\uD7FF'], 0, 40], (a, b) =>
            string.CompareOrdinal(a, b) <= 0 ? (a, b) : (b, a));

    [Test]
    public void Deserialize_OverlongEncoding_IsRefused() =>
        Assert.That(() => Serde.Deserialize([0x61, 0xC0, 0xAF]), Throws.TypeOf<SerdeException>()
            .With.Property(nameof(SerdeException.Reason)).EqualTo("invalid-utf8"));

    [Test]
    public void Serialize_HalfASurrogatePair_IsRefused() =>
        Assert.That(() => Write("a\uD800b"), Throws.TypeOf<SerdeException>()
            .With.Property(nameof(SerdeException.Reason)).EqualTo("invalid-utf16"));

    [Test]
    public void Deserialize_TextSeenBefore_GivesTheSameStringAndAllocatesNothing()
    {
        var bytes = "user-4711"u8.ToArray();
        var first = Serde.Deserialize(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var same = true;
        for (var i = 0; i < 1_000; i++)
        {
            same &= ReferenceEquals(first, Serde.Deserialize(bytes));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(same, Is.True);
    }
}
