namespace ClickstreamAnalysis.Events;

/// <summary>The fields of a click that a mapping finds.</summary>
internal enum MappedField
{
    User,
    Event,
    Time,
    Page,
    Referrer,
    Campaign,
    UserAgent,
    Properties,
}
