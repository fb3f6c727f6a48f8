using System.Buffers;
using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis.Tests.Processing;

public sealed class InputMarkTests
{
    [Test]
    public void Read_WhatWasWritten_IsTheSameWithoutUnknownOffsets()
    {
        var value = new ArrayBufferWriter<byte>();
        InputMark.Write(value, [Input("clicks", 7), Input("späte-klicks", long.MaxValue), Input("not-read-yet", null)]);

        var inputs = new Dictionary<string, long>();
        InputMark.Read(value.WrittenSpan, inputs);

        Assert.That(inputs, Is.EquivalentTo(new Dictionary<string, long> { ["clicks"] = 7, ["späte-klicks"] = long.MaxValue }));
    }

    [Test]
    public void Is_KeysOfRows_AreNoMarks()
    {
        Assert.That(InputMark.Is(InputMark.Key), Is.True);
        Assert.That(InputMark.Is([]), Is.False);
        Assert.That(InputMark.Is(InputMark.Key[..^1]), Is.False);
        Assert.That(InputMark.Is("clickstream-input-mark"u8), Is.False);
    }

    private static TaskInput Input(string topic, long? next) => new(new TopicPartition(topic, 0), upstream: null, firstUpstream: 0, receiver: null!) { SourceName = "source", NextOffset = next };
}
