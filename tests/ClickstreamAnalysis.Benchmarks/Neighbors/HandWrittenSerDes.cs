using System.Text.Json;
using Confluent.Kafka;
using Streamiz.Kafka.Net.SerDes;

namespace ClickstreamAnalysis.Benchmarks.Neighbors;

/// <summary>Closed sessions of the hand-written processor, in the layout of <see cref="ClickSessions.Serde"/>.</summary>
internal sealed class HandWrittenSerDes : AbstractSerDes<Session<string, HandSession>>
{
    public override Session<string, HandSession> Deserialize(byte[] data, SerializationContext context) => throw new NotSupportedException();

    public override byte[] Serialize(Session<string, HandSession> data, SerializationContext context) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = "session",
        user = data.Key,
        start = data.StartMs,
        end = data.EndMs,
        eventCount = data.EventCount,
        entryPage = data.Aggregate.EntryPage,
        exitPage = data.Aggregate.ExitPage,
        pageViews = data.Aggregate.Views,
    });
}
