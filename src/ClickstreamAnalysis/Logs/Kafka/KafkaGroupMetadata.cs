using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>A member of a Kafka group at a generation.</summary>
internal sealed class KafkaGroupMetadata : ConsumerGroupMetadata
{
    public KafkaGroupMetadata(string groupId, Client.IConsumerGroupMetadata metadata)
        : base(groupId) => Metadata = metadata;

    public Client.IConsumerGroupMetadata Metadata { get; }
}
