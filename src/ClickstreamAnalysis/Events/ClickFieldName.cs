namespace ClickstreamAnalysis.Events;

/// <summary>The property names of a click's JSON object.</summary>
internal enum ClickFieldName
{
    /// <summary>An unknown name, or a field that is not read.</summary>
    Other,
    User,
    Event,
    Time,
    Page,
    Referrer,
    Campaign,
    UserAgent,
    Properties,
}
