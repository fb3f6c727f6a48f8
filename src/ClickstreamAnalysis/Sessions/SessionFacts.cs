namespace ClickstreamAnalysis.Sessions;

/// <summary>What is known of a session of clicks, each by event time, not by arrival. Immutable outside of this library.</summary>
/// <remarks>Where several clicks share the deciding time, the ordinally first (last) text counts, so that order never matters.</remarks>
public record struct SessionFacts
{
    /// <summary>How many clicks named a page.</summary>
    public long PageViews { get; internal set; }

    /// <summary>The page of the earliest click that named one; null when none did.</summary>
    public string? EntryPage { get; internal set; }

    /// <summary>The page of the latest click that named one; null when none did.</summary>
    public string? ExitPage { get; internal set; }

    /// <summary>The referrer of the earliest click that named one; null when none did.</summary>
    public string? Referrer { get; internal set; }

    /// <summary>The campaign of the earliest click that named one; null when none did.</summary>
    public string? Campaign { get; internal set; }

    internal long EntryPageMs { get; set; }

    internal long ExitPageMs { get; set; }

    internal long ReferrerMs { get; set; }

    internal long CampaignMs { get; set; }
}
