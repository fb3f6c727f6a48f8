namespace ClickstreamAnalysis.Sessions;

/// <summary>The fields of a session, or of a session change, in JSON.</summary>
internal sealed record SessionFields
{
    public string? User { get; init; }

    public string? Change { get; init; }

    public string? Survivor { get; init; }

    public long Start { get; init; }

    public long End { get; init; }

    public long EventCount { get; init; }

    public string? Id { get; init; }

    public long Revision { get; init; }

    public string? EntryPage { get; init; }

    public string? ExitPage { get; init; }

    public long PageViews { get; init; }

    public string? Referrer { get; init; }

    public string? Campaign { get; init; }

    public long? Number { get; init; }

    public long? Conversions { get; init; }

    public long? DistinctPages { get; init; }

    public bool? Engaged { get; init; }

    /// <summary>The facts of the session.</summary>
    public SessionFacts ToFacts() => new()
    {
        PageViews = PageViews,
        EntryPage = EntryPage,
        ExitPage = ExitPage,
        Referrer = Referrer,
        Campaign = Campaign,
        Extras = Conversions is null ? null : new() { Conversions = Conversions.Value, DistinctPages = DistinctPages, IsEngaged = Engaged },
    };
}
