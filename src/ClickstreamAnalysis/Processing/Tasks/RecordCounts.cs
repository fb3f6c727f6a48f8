namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The counts of the records of one input topic, by outcome. Each record is in exactly one of the four.</summary>
internal sealed class RecordCounts
{
    public long Processed;

    public long Late;

    public long Failed;

    public long Rejected;

    /// <summary>The failed and rejected records, by reason.</summary>
    public Dictionary<string, long> Reasons { get; } = [];

    public long Read => Processed + Late + Failed + Rejected;

    public void AddReason(string reason) =>
        Reasons[reason] = Reasons.GetValueOrDefault(reason) + 1;

    public void Add(RecordCounts other)
    {
        Processed += other.Processed;
        Late += other.Late;
        Failed += other.Failed;
        Rejected += other.Rejected;
        foreach (var (reason, count) in other.Reasons)
        {
            Reasons[reason] = Reasons.GetValueOrDefault(reason) + count;
        }
    }

    public RecordCounts Copy()
    {
        var copy = new RecordCounts();
        copy.Add(this);
        return copy;
    }

    public void Clear()
    {
        Processed = Late = Failed = Rejected = 0;
        Reasons.Clear();
    }
}
