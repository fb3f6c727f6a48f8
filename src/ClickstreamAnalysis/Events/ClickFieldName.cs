namespace ClickstreamAnalysis.Events;

/// <summary>The members of a click's JSON object.</summary>
internal enum ClickFieldName
{
    /// <summary>Unknown, or not wanted.</summary>
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
