using Confluent.Kafka;
using Streamiz.Kafka.Net.Processors;

namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>Extracts the time of a click; for other values the time of the record.</summary>
internal sealed class ClickTimestampExtractor : ITimestampExtractor
{
    public long Extract(ConsumeResult<object, object> record, long partitionTime) =>
        record.Message.Value is ClickEvent click ? click.TimestampMs : record.Message.Timestamp.UnixTimestampMs;
}
