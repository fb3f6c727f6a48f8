using System.Reflection;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>A member of a Kafka group at a generation.</summary>
internal sealed class KafkaGroupMetadata : ConsumerGroupMetadata
{
    private static readonly FieldInfo? BytesField = typeof(Client.IConsumerGroupMetadata).Assembly
        .GetType("Confluent.Kafka.ConsumerGroupMetadata")?.GetField("serializedMetadata", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);

    public KafkaGroupMetadata(string groupId, Client.IConsumerGroupMetadata metadata)
        : base(groupId) => Metadata = metadata;

    /// <summary>Whether the binding keeps the metadata as bytes where they are looked for.</summary>
    public static bool HasBytes => BytesField?.FieldType == typeof(byte[]);

    public Client.IConsumerGroupMetadata Metadata { get; }

    /// <summary>The native client's own form of the metadata.</summary>
    public byte[] Bytes => (byte[])BytesField!.GetValue(Metadata)!;
}
