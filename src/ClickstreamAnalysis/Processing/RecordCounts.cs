namespace ClickstreamAnalysis.Processing;

/// <summary>How many records of one input topic were read, and what became of them. Each record is in exactly one of the four.</summary>
internal sealed class RecordCounts
{
    public long Processed;

    public long Late;

    public long Poison;

    public long Guarded;

    /// <summary>By reason, for the poisoned and guarded.</summary>
    public Dictionary<string, long> Reasons { get; } = [];

    public long Read => Processed + Late + Poison + Guarded;

    public void AddReason(string reason) =>
        Reasons[reason] = Reasons.GetValueOrDefault(reason) + 1;

    public void Add(RecordCounts other)
    {
        Processed += other.Processed;
        Late += other.Late;
        Poison += other.Poison;
        Guarded += other.Guarded;
        foreach (var (reason, count) in other.Reasons)
        {
            Reasons[reason] = Reasons.GetValueOrDefault(reason) + count;
        }
    }

    public void Clear()
    {
        Processed = Late = Poison = Guarded = 0;
        Reasons.Clear();
    }
}
