using System.Reflection;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>A member of a Kafka group at a generation.</summary>
internal sealed class KafkaGroupMetadata : ConsumerGroupMetadata
{
    // A literal name, so that trimming keeps the field.
    private static readonly FieldInfo? s_bytesField = Type.GetType("Confluent.Kafka.ConsumerGroupMetadata, Confluent.Kafka")
        ?.GetField("serializedMetadata", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);

    public KafkaGroupMetadata(string groupId, Client.IConsumerGroupMetadata metadata)
        : base(groupId) => Metadata = metadata;

    /// <summary>Whether the binding keeps the metadata as bytes where they are looked for.</summary>
    public static bool HasBytes => s_bytesField?.FieldType == typeof(byte[]);

    public Client.IConsumerGroupMetadata Metadata { get; }

    /// <summary>The native client's own form of the metadata.</summary>
    public byte[] Bytes => (byte[])s_bytesField!.GetValue(Metadata)!;
}
