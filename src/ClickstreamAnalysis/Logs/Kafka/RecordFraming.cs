namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>What Kafka's limits count beside the bytes of a record.</summary>
internal static class RecordFraming
{
    /// <summary>
    /// The batch around a record takes 61 bytes, the record's own fields up to 36 and each header up to 10. Enough for fifteen headers.
    /// </summary>
    public const int MaxBytes = 256;
}
