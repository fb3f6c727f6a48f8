namespace ClickstreamAnalysis;

/// <summary>The optional fields of a click that a <see cref="ClickEventSerde"/> reads. User, event name and time are always read.</summary>
/// <remarks>A field that is not read is treated as unknown: it is skipped whatever its type, and none of its bytes are copied.</remarks>
[Flags]
public enum ClickFields
{
    /// <summary>Only user, event name and time.</summary>
    None = 0,

    /// <summary><see cref="ClickEvent.Page"/>.</summary>
    Page = 1,

    /// <summary><see cref="ClickEvent.Referrer"/>.</summary>
    Referrer = 1 << 1,

    /// <summary><see cref="ClickEvent.Campaign"/>.</summary>
    Campaign = 1 << 2,

    /// <summary><see cref="ClickEvent.UserAgent"/>.</summary>
    UserAgent = 1 << 3,

    /// <summary><see cref="ClickEvent.Properties"/>. The only field whose bytes are copied for each click.</summary>
    Properties = 1 << 4,

    /// <summary>Every field.</summary>
    All = Page | Referrer | Campaign | UserAgent | Properties,
}
