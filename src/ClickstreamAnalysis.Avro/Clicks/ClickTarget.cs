namespace ClickstreamAnalysis.Avro.Clicks;

/// <summary>What a field of a record is in a click.</summary>
internal enum ClickTarget
{
    None,
    User,
    Event,
    Time,
    Page,
    Referrer,
    Campaign,
    UserAgent,
    Properties,
}
