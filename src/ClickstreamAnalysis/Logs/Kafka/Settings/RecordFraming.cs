namespace ClickstreamAnalysis.Logs.Kafka.Settings;

/// <summary>Protocol overhead that Kafka's size limits include.</summary>
internal static class RecordFraming
{
    /// <summary>
    /// Upper bound of the overhead, in bytes: 61 for the batch, up to 36 for the record's fields and up to 10 per header, for up to 15 headers.
    /// </summary>
    public const int MaxBytes = 256;
}
