using ClickstreamAnalysis.Events;

namespace ClickstreamAnalysis;

/// <summary>Clicks from the enriched stream of Snowplow: lines of 131 columns, separated by tabs.</summary>
/// <remarks>
/// The columns are those of <see cref="JsonClickMapping.Snowplow"/>: the user is <c>user_id</c>, <c>domain_userid</c> or <c>network_userid</c>, the name of
/// the event <c>event_name</c> or <c>event</c>, the time <c>derived_tstamp</c> or <c>collector_tstamp</c>, and the page <c>page_urlpath</c> or <c>page_url</c>;
/// of several, the first with a value counts. Records that hold a compressed batch of events are not read.
/// </remarks>
public static class SnowplowTsvClicks
{
    /// <summary>
    /// The serde, which only reads. Each record is one line. Thread-safe. Reasons of a <see cref="SerdeException"/>: <c>invalid-tsv</c>,
    /// <c>missing-user</c>, <c>missing-event</c>, <c>missing-time</c> and <c>invalid-time</c>.
    /// </summary>
    public static ISerde<ClickEvent> Serde { get; } = new SnowplowTsvSerde();
}
