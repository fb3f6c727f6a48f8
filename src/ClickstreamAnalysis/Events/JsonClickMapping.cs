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

    /// <summary>
    /// Hits of Matomo's Tracking API as JSON objects of their parameters, one a record, as collectors in front of <c>matomo.php</c> write them; also
    /// actions of its Live API that were joined with the visitor of their visit.
    /// </summary>
    /// <remarks>
    /// The event is the action of a Matomo event (<c>e_a</c>), or <c>page_view</c> for a hit without one. The time is <c>cdt</c>, in UTC: a hit has none unless
    /// the collector adds it. Records with a list of <c>requests</c> or of <c>actionDetails</c> are more than one click: split them first.
    /// </remarks>
    public static JsonClickMapping Matomo { get; } = new()
    {
        User = ["uid", "userId", "_id", "cid", "visitorId"],
        Event = ["e_a", "eventAction", "type"],
        DefaultEvent = "page_view",
        Time = ["cdt", "timestamp"],
        TimeUnit = ClickTimeUnit.Seconds,
        Page = ["url"],
        Referrer = ["urlref", "referrerUrl"],
        Campaign = ["_rcn", "campaignName"],
        UserAgent = ["ua"],
    };

    /// <summary>
    /// CloudEvents in structured mode whose <c>data</c> has the layout of <see cref="ClickEvent.Serde"/>. Type and time of the envelope count if the data has no
    /// event or time.
    /// </summary>
    /// <remarks>
    /// For data of another layout, use <see cref="Below"/> of its mapping: <c>JsonClickMapping.Segment.Below("data")</c>. In binary mode, the value of a record
    /// is the data alone, so use the serde of the data; the attributes are headers of the record, such as <c>ce_type</c>.
    /// </remarks>
    public static JsonClickMapping CloudEvents { get; } = new()
    {
        User = ["data.user"],
        Event = ["data.event", "type"],
        Time = ["data.ts", "time"],
        Page = ["data.page"],
        Referrer = ["data.referrer"],
        Campaign = ["data.campaign"],
        UserAgent = ["data.userAgent"],
        Properties = "data.properties",
    };

    /// <summary>The paths of the user. Required.</summary>
    public IReadOnlyList<string> User { get; init; } = [];

    /// <summary>The paths of the name of the event. Required.</summary>
    public IReadOnlyList<string> Event { get; init; } = [];

    /// <summary>The name of an event when no path of <see cref="Event"/> has a value. Default null: such a click is a bad record.</summary>
    public string? DefaultEvent { get; init; }

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
