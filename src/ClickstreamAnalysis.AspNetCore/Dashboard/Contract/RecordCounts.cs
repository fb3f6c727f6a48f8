namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>Records since the instances started.</summary>
internal sealed record RecordCounts(long Read, long Late, long Rejected, long Guarded, long Failed)
{
    public static RecordCounts operator +(RecordCounts one, RecordCounts other) => new(
        one.Read + other.Read, one.Late + other.Late, one.Rejected + other.Rejected, one.Guarded + other.Guarded, one.Failed + other.Failed);
}
