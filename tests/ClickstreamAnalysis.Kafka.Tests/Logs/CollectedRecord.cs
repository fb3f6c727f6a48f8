using System.Text;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Kafka.Tests.Logs;

/// <summary>A copy of a record, because the view that a handler gets ends with its call.</summary>
internal sealed record CollectedRecord(string Topic, int Partition, long Offset, long TimestampMs, string? Key, string? Value, IReadOnlyList<RecordHeader>? Headers)
{
    public static CollectedRecord Of(in RawRecord record) => new(
        record.Topic, record.Partition, record.Offset, record.TimestampMs,
        record.HasKey ? Encoding.UTF8.GetString(record.Key) : null,
        record.HasValue ? Encoding.UTF8.GetString(record.Value) : null,
        record.Headers?.ToArray());
}
