using ClickstreamAnalysis.Events;

namespace ClickstreamAnalysis;

/// <summary>Where the fields of a click are in JSON of another layout. Immutable and thread-safe.</summary>
/// <remarks>
/// <para>
/// A field has one or more paths, of which the first with a value counts. A path is names joined by points, <c>context.page.path</c>. A name in brackets
/// selects the element of an array whose <c>key</c> has that value, as in exports of GA4: <c>event_params[page_location].value.string_value</c>.
/// Names are case-sensitive; null, an empty text and an absent name are no value. A number or a Boolean counts as its text.
/// </para>
/// <code>
/// var mapping = new JsonClickMapping { User = ["userId", "anonymousId"], Event = ["event"], Time = ["timestamp"], Page = ["context.page.path"] };
/// builder.Clicks("events", JsonClicks.From(mapping));
/// </code>
/// </remarks>
public sealed record JsonClickMapping
{
    /// <summary>Track and page calls of Segment and RudderStack. A page call has no name of an event and is a <c>page</c>.</summary>
    public static JsonClickMapping Segment { get; } = new()
    {
        User = ["userId", "anonymousId"],
        Event = ["event", "type"],
        Time = ["timestamp", "originalTimestamp", "receivedAt"],
        Page = ["context.page.path", "properties.path"],
        Referrer = ["context.page.referrer", "properties.referrer"],
        Campaign = ["context.campaign.name"],
        UserAgent = ["context.userAgent"],
        Properties = "properties",
    };

    /// <summary>Events of PostHog, as its webhooks and exports write them.</summary>
    public static JsonClickMapping PostHog { get; } = new()
    {
        User = ["distinct_id", "properties.distinct_id"],
        Event = ["event"],
        Time = ["timestamp"],
        Page = ["properties.$pathname", "properties.$current_url"],
        Referrer = ["properties.$referrer"],
        Campaign = ["properties.utm_campaign"],
        UserAgent = ["properties.$raw_user_agent", "properties.$user_agent"],
        Properties = "properties",
    };

    /// <summary>Rows of the export of GA4 to BigQuery, as JSON.</summary>
    public static JsonClickMapping Ga4 { get; } = new()
    {
        User = ["user_id", "user_pseudo_id"],
        Event = ["event_name"],
        Time = ["event_timestamp"],
        TimeUnit = ClickTimeUnit.Microseconds,
        Page = ["event_params[page_location].value.string_value"],
        Referrer = ["event_params[page_referrer].value.string_value"],
        Campaign = ["collected_traffic_source.manual_campaign_name", "event_params[campaign].value.string_value"],
    };

    /// <summary>Enriched events of Snowplow, as JSON.</summary>
    public static JsonClickMapping Snowplow { get; } = new()
    {
        User = ["user_id", "domain_userid", "network_userid"],
        Event = ["event_name", "event"],
        Time = ["derived_tstamp", "collector_tstamp"],
        Page = ["page_urlpath", "page_url"],
        Referrer = ["page_referrer"],
        Campaign = ["mkt_campaign"],
        UserAgent = ["useragent"],
    };

    /// <summary>The paths of the user. Required.</summary>
    public IReadOnlyList<string> User { get; init; } = [];

    /// <summary>The paths of the name of the event. Required.</summary>
    public IReadOnlyList<string> Event { get; init; } = [];

    /// <summary>The paths of the time: a text in a format of <see cref="ClickTime"/>, or a number in <see cref="TimeUnit"/>, also as a text. Required.</summary>
    public IReadOnlyList<string> Time { get; init; } = [];

    /// <summary>What times count when they are numbers. Default <see cref="ClickTimeUnit.Milliseconds"/>.</summary>
    public ClickTimeUnit TimeUnit { get; init; }

    /// <summary>The paths of the page. Default none.</summary>
    public IReadOnlyList<string> Page { get; init; } = [];

    /// <summary>The paths of the referrer. Default none.</summary>
    public IReadOnlyList<string> Referrer { get; init; } = [];

    /// <summary>The paths of the campaign. Default none.</summary>
    public IReadOnlyList<string> Campaign { get; init; } = [];

    /// <summary>The paths of the user agent. Default none.</summary>
    public IReadOnlyList<string> UserAgent { get; init; } = [];

    /// <summary>The path of the object whose members become <see cref="ClickEvent.Properties"/>. Default null: none.</summary>
    public string? Properties { get; init; }

    /// <summary>Returns the mapping for JSON in which each path begins below a name, as in <c>data</c> of CloudEvents.</summary>
    /// <param name="name">The name, or a path.</param>
    /// <returns>The mapping.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public JsonClickMapping Below(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return this with
        {
            User = All(User),
            Event = All(Event),
            Time = All(Time),
            Page = All(Page),
            Referrer = All(Referrer),
            Campaign = All(Campaign),
            UserAgent = All(UserAgent),
            Properties = Properties is null ? null : $"{name}.{Properties}",
        };

        IReadOnlyList<string> All(IReadOnlyList<string> paths) => [.. paths.Select(path => $"{name}.{path}")];
    }

    internal IReadOnlyList<string> PathsOf(ClickFieldName field) => field switch
    {
        ClickFieldName.User => User,
        ClickFieldName.Event => Event,
        ClickFieldName.Time => Time,
        ClickFieldName.Page => Page,
        ClickFieldName.Referrer => Referrer,
        ClickFieldName.Campaign => Campaign,
        ClickFieldName.UserAgent => UserAgent,
        _ => Properties is null ? [] : [Properties],
    };
}
