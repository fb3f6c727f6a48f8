namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>A log on a Kafka cluster.</summary>
public sealed class KafkaLog
{
}
