using System.Reflection;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka.Clients;

/// <summary>Identifies a member of a Kafka consumer group in one generation.</summary>
internal sealed class KafkaGroupMetadata : ConsumerGroupMetadata
{
    // A literal type name, so that trimming keeps the field.
    private static readonly FieldInfo? s_bytesField = Type.GetType("Confluent.Kafka.ConsumerGroupMetadata, Confluent.Kafka")
        ?.GetField("serializedMetadata", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);

    public KafkaGroupMetadata(string groupId, Client.IConsumerGroupMetadata metadata)
        : base(groupId) => Metadata = metadata;

    /// <summary>Whether the binding stores the metadata as bytes in the expected field.</summary>
    public static bool HasBytes => s_bytesField?.FieldType == typeof(byte[]);

    public Client.IConsumerGroupMetadata Metadata { get; }

    /// <summary>The metadata in the native client's format.</summary>
    public byte[] Bytes => (byte[])s_bytesField!.GetValue(Metadata)!;
}
