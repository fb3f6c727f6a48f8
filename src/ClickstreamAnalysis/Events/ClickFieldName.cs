namespace ClickstreamAnalysis.Events;

/// <summary>The fields of a click, which are the property names of its JSON object.</summary>
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
