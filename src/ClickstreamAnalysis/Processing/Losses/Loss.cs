namespace ClickstreamAnalysis.Processing.Losses;

/// <summary>How many records an operator dropped for one reason, and how late they were.</summary>
internal struct Loss
{
    public long Records;

    /// <summary>The greatest lateness of a record, behind stream time; null unless the records were late.</summary>
    public long? HighestLatenessMs;

    /// <summary>The shortest grace period with which all of the records would have been used; null when there is none.</summary>
    public long? NeededGraceMs;

    public void Add(in Loss other)
    {
        Records += other.Records;
        HighestLatenessMs = Max(HighestLatenessMs, other.HighestLatenessMs);
        NeededGraceMs = Max(NeededGraceMs, other.NeededGraceMs);
    }

    private static long? Max(long? a, long? b) => Nullable.Compare(a, b) >= 0 ? a : b;
}
