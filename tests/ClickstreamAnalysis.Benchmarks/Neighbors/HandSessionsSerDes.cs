using System.Text.Json;
using Confluent.Kafka;
using Streamiz.Kafka.Net.SerDes;

namespace ClickstreamAnalysis.Benchmarks.Neighbors;

/// <summary>The open sessions of a user as JSON.</summary>
internal sealed class HandSessionsSerDes : AbstractSerDes<List<HandSession>>
{
    public override List<HandSession> Deserialize(byte[]? data, SerializationContext context) =>
        data is null ? null! : JsonSerializer.Deserialize<List<HandSession>>(data)!;

    public override byte[] Serialize(List<HandSession>? data, SerializationContext context) =>
        data is null ? null! : JsonSerializer.SerializeToUtf8Bytes(data);
}
