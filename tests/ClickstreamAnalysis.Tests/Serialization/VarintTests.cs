using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Tests.Serialization;

public sealed class VarintTests
{
    [TestCase(0UL, 1)]
    [TestCase(127UL, 1)]
    [TestCase(128UL, 2)]
    [TestCase(16_383UL, 2)]
    [TestCase(16_384UL, 3)]
    [TestCase(ulong.MaxValue, Varint.MaxLength)]
    public void Write_AnyNumber_TakesSevenBitsAByteAndIsReadBack(ulong value, int length)
    {
        var bytes = new byte[Varint.MaxLength];
        var position = 0;

        Assert.That(Varint.Write(bytes, value), Is.EqualTo(length));
        Assert.That(Varint.Read(bytes, ref position), Is.EqualTo(value));
        Assert.That(position, Is.EqualTo(length));
    }

    [TestCase(0L, 1)]
    [TestCase(-1L, 1)]
    [TestCase(63L, 1)]
    [TestCase(-64L, 1)]
    [TestCase(64L, 2)]
    [TestCase(long.MaxValue, Varint.MaxLength)]
    [TestCase(long.MinValue, Varint.MaxLength)]
    public void WriteSigned_SmallOfEitherSign_IsShortAndReadBack(long value, int length)
    {
        var bytes = new byte[Varint.MaxLength];
        var position = 0;

        Assert.That(Varint.WriteSigned(bytes, value), Is.EqualTo(length));
        Assert.That(Varint.ReadSigned(bytes, ref position), Is.EqualTo(value));
    }

    [TestCase(new byte[0])]
    [TestCase(new byte[] { 0x80 })]
    [TestCase(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02 })]
    [TestCase(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    public void Read_CutOffOrTooLong_IsRefused(byte[] bytes)
    {
        var position = 0;

        Assert.That(Varint.TryRead(bytes, ref position, out _), Is.False);
        position = 0;
        Assert.That(() => Varint.Read(bytes, ref position), Throws.TypeOf<FormatException>());
    }
}
