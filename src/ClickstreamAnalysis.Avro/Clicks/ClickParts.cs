namespace ClickstreamAnalysis.Avro.Clicks;

/// <summary>The parts of a click that have been read.</summary>
internal struct ClickParts
{
    public string? User;
    public string? Name;
    public long TimestampMs;
    public string? Page;
    public string? Referrer;
    public string? Campaign;
    public string? UserAgent;
    public ClickProperties Properties;
}
