using CsCheck;

namespace ClickstreamAnalysis.Tests.Serialization;

[TestFixture]
public sealed class Int32SerdeTests : SerdeContract<int>
{
    protected override ISerde<int> Serde => Serdes.Int32;

    protected override Gen<int> Values => Gen.Int;

    protected override Gen<(int Lower, int Upper)> OrderedPairs =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], (a, b) => (Math.Min(a, b), Math.Max(a, b)));

    [Test]
    public void Serialize_Number_HasTheHighestByteFirst() => Assert.That(Write(0x01020304), Is.EqualTo(new byte[] { 1, 2, 3, 4 }));
}

[TestFixture]
public sealed class Int64SerdeTests : SerdeContract<long>
{
    protected override ISerde<long> Serde => Serdes.Int64;

    protected override Gen<long> Values => Gen.Long;

    protected override Gen<(long Lower, long Upper)> OrderedPairs =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Long[0, long.MaxValue], (a, b) => (Math.Min(a, b), Math.Max(a, b)));

    [Test]
    public void Serialize_Number_HasTheHighestByteFirst() =>
        Assert.That(Write(0x0102030405060708), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }));

    [Test]
    public void Deserialize_NineBytes_SaysTheLengthAndNotTheBytes() =>
        Assert.That(() => Serde.Deserialize(new byte[9]), Throws.TypeOf<SerdeException>()
            .With.Property(nameof(SerdeException.Reason)).EqualTo("wrong-length").And.Message.Contains("9"));
}

[TestFixture]
public sealed class DoubleSerdeTests : SerdeContract<double>
{
    protected override ISerde<double> Serde => Serdes.Double;

    protected override Gen<double> Values => Gen.OneOf(
        Gen.Double, Gen.OneOf(Gen.Const(-0d), Gen.Const(double.NaN), Gen.Const(double.NegativeInfinity), Gen.Const(double.Epsilon)));

    protected override Gen<(double Lower, double Upper)> OrderedPairs =>
        Gen.Select(Gen.Double[0, 1e300], Gen.Double[0, 1e300], (a, b) => (Math.Min(a, b), Math.Max(a, b)));

    protected override bool AreEqual(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    [Test]
    public void Serialize_Number_HasTheSignFirst() => Assert.That(Write(-2d), Is.EqualTo(new byte[] { 0xC0, 0, 0, 0, 0, 0, 0, 0 }));
}

[TestFixture]
public sealed class BytesSerdeTests : SerdeContract<byte[]>
{
    protected override ISerde<byte[]> Serde => Serdes.Bytes;

    protected override Gen<byte[]> Values => Gen.Byte.Array[0, 100];

    protected override bool TakesEmpty => true;

    protected override bool AreEqual(byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b);
}
