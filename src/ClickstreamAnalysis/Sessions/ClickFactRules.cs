namespace ClickstreamAnalysis.Sessions;

/// <summary>Which facts of click sessions are computed. Immutable and thread-safe.</summary>
internal sealed class ClickFactRules(SessionWindows options)
{
    public static readonly ClickFactRules Default = new(new SessionWindows());

    /// <summary>The maximum length of a text. A length below 2 is reported as a mistake.</summary>
    public int MaxTextLength { get; } = Math.Max(2, options.MaxTextLength);

    /// <summary>Whether there are facts beyond the basic ones.</summary>
    public bool HasExtras { get; } = options.Conversion is not null || options.Engagement is not null || options.MaxExactPages > 0;

    public int MaxExactPages { get; } = options.MaxExactPages;

    public Engagement? Engagement { get; } = options.Engagement;

    public bool IsPageView(in ClickEvent click) => options.IsPageView(in click);

    /// <summary>Adds a click to the extras.</summary>
    public SessionExtras Add(SessionExtras? extras, in ClickEvent click, bool isPageView)
    {
        extras ??= MaxExactPages > 0 ? SessionExtras.None with { PageHashes = [], DistinctPages = 0 } : SessionExtras.None;
        var isConversion = options.Conversion is not null && options.Conversion(click);
        var isHeartbeat = Engagement?.IsHeartbeat is not null && Engagement.IsHeartbeat(click);
        var isEngaging = !extras.HasEngaging && Engagement?.IsEngaging is not null && Engagement.IsEngaging(click);
        if (isConversion || isHeartbeat || isEngaging)
        {
            extras = extras with
            {
                Conversions = extras.Conversions + (isConversion ? 1 : 0),
                Heartbeats = extras.Heartbeats + (isHeartbeat ? 1 : 0),
                HasEngaging = extras.HasEngaging || isEngaging,
            };
        }

        return isPageView && extras.PageHashes is { } hashes
            ? WithPages(extras, DistinctHashes.Add(hashes, DistinctHashes.Of(click.Page!), MaxExactPages))
            : extras;
    }

    /// <summary>Merges the extras of two sessions.</summary>
    public SessionExtras? Merge(SessionExtras? one, SessionExtras? other)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }

        var merged = one with
        {
            Conversions = one.Conversions + other.Conversions,
            Heartbeats = one.Heartbeats + other.Heartbeats,
            HasEngaging = one.HasEngaging || other.HasEngaging,
        };
        return one.PageHashes is { } hashes && other.PageHashes is not null
            ? WithPages(merged, DistinctHashes.Union(hashes, other.PageHashes, MaxExactPages))
            : merged;
    }

    private SessionExtras WithPages(SessionExtras extras, ulong[] hashes) => ReferenceEquals(hashes, extras.PageHashes)
        ? extras
        : extras with { PageHashes = hashes, DistinctPages = DistinctHashes.Count(hashes, MaxExactPages) };
}
