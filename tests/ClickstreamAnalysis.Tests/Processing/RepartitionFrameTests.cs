using System.Buffers;
using ClickstreamAnalysis.Processing.Repartitioning;

namespace ClickstreamAnalysis.Tests.Processing;

public sealed class RepartitionFrameTests
{
    private const long Noon = 1_772_366_400_000;

    [Test]
    public void Write_InOrder_TakesThreeBytes([Values(0, 127)] int upstream) =>
        Assert.That(Written(new(upstream, Noon, IsQuiet: false, IsMarker: false, HasValue: true), Noon), Has.Length.EqualTo(3));

    [Test]
    public void TryRead_EveryFrame_IsWhatWasWritten(
        [Values(0, 99, 100_000)] int upstream, [Values(-1, 0, Noon, Noon + 5, Noon - 86_400_000)] long streamTimeMs, [Values] bool isQuiet, [Values] bool isMarker,
        [Values] bool hasValue)
    {
        var frame = new RepartitionFrame(upstream, streamTimeMs, isQuiet, isMarker, hasValue);
        byte[] value = [.. Written(frame, Noon), 1, 2, 3];

        Assert.That(RepartitionFrame.TryRead(value, Noon, out var read, out var length), Is.True);
        Assert.That(read, Is.EqualTo(frame));
        Assert.That(value[length..], Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(RepartitionFrame.IsMarkerOf(value), Is.EqualTo(isMarker));
    }

    [TestCase("")]
    [TestCase("7B22")]
    [TestCase("C0")]
    [TestCase("C8")]
    [TestCase("C800")]
    [TestCase("C8FFFFFFFFFFFFFFFFFFFFFF")]
    [TestCase("D8000000")]
    public void TryRead_BytesOfAnotherOrigin_AreRefused(string bytes) =>
        Assert.That(RepartitionFrame.TryRead(Convert.FromHexString(bytes), Noon, out _, out _), Is.False);

    private static byte[] Written(RepartitionFrame frame, long timestampMs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        frame.Write(buffer, timestampMs);
        return buffer.WrittenSpan.ToArray();
    }
}
