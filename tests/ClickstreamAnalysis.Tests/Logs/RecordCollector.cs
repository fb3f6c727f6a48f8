using System.Text;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>Keeps copies of the records handed over.</summary>
internal sealed class RecordCollector : IRawRecordHandler
{
    private readonly List<CollectedRecord> _records = [];

    /// <summary>Called with each record after it was kept.</summary>
    public Action<CollectedRecord>? OnCollected { get; set; }

    public int Count => _records.Count;

    public IReadOnlyList<CollectedRecord> Records => _records;

    public IEnumerable<string?> Values => _records.Select(static r => r.Value is null ? null : Encoding.UTF8.GetString(r.Value));

    public IEnumerable<long> Offsets => _records.Select(static r => r.Offset);

    public void OnRecord(in RawRecord record)
    {
        var copy = new CollectedRecord(
            new TopicPartition(record.Topic, record.Partition), record.Offset, record.TimestampMs,
            record.HasKey ? record.Key.ToArray() : null, record.HasValue ? record.Value.ToArray() : null, record.Headers?.ToArray());
        _records.Add(copy);
        OnCollected?.Invoke(copy);
    }

    public override string ToString() => string.Join(", ", _records.TakeLast(10).Select(static r => $"{r.Partition}@{r.Offset}"));
}
