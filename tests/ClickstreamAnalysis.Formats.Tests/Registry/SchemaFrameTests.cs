using System.Buffers;

namespace ClickstreamAnalysis.Formats.Tests.Registry;

public sealed class SchemaFrameTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(int.MaxValue)]
    public void Read_AWrittenFrame_GivesIdAndBody(int id)
    {
        var buffer = new ArrayBufferWriter<byte>();
        SchemaFrame.Write(id, buffer);
        buffer.Write("body"u8);

        Assert.That(SchemaFrame.Read(buffer.WrittenSpan, out var body), Is.EqualTo(id));
        Assert.That(body.SequenceEqual("body"u8), Is.True);
    }

    [TestCase(new byte[0], "frame-too-short")]
    [TestCase(new byte[] { 0, 0, 0, 1 }, "frame-too-short")]
    [TestCase(new byte[] { 2, 0, 0, 0, 1, 9 }, "wrong-magic-byte")]
    [TestCase(new byte[] { (byte)'{', (byte)'}' }, "wrong-magic-byte")]
    [TestCase(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9 }, "schema-guid")]
    public void Read_NoFrame_SaysWhatIsWrong(byte[] bytes, string reason) =>
        Assert.That(
            Assert.Throws<SerdeException>(() => SchemaFrame.Read(bytes, out _))!.Reason, Is.EqualTo(reason));
}
