using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.Topologies;
using ShopAnalytics.CommandLine;
using ShopAnalytics.Results;

namespace ShopAnalytics.Hosting;

/// <summary>What is computed: sessions, the way from a view to a purchase, and how often each page is opened.</summary>
internal static class ShopTopology
{
    public static Topology Build(ShopOptions options, ShopTopics topics)
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks(topics.Clicks, new ClickEventSerde(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign));

        var sessions = clicks.Sessionize("sessions", new SessionOptions { Gap = options.Gap, GracePeriod = options.Grace });
        sessions.Closed.To(topics.Sessions);
        sessions.Changes
            .Filter((_, change) => change.Kind is SessionChangeKind.Opened or SessionChangeKind.Merged)
            .MapValues(change => change.Kind == SessionChangeKind.Opened ? 1 : -1, Serdes.Int32)
            .To(topics.OpenSessions);

        clicks
            .Funnel(Funnel.Define<string, ClickEvent>("checkout")
                .Step("view", (_, click) => click.Name == "view")
                .Step("cart", (_, click) => click.Name == "cart")
                .Step("purchase", (_, click) => click.Name == "purchase")
                .Within(options.ConversionWindow)
                .Grace(options.Grace))
            .Counts.To(topics.Funnel);

        builder.AddStore(PageViews.Store);
        clicks
            .Process("page-counter", () => new PageViews(streamInterval: options.Gap + options.Grace), PageViews.StoreName)
            .To(topics.Pages, Serdes.Utf8, Serdes.Int64);

        return builder.Build();
    }

    /// <summary>Reads back what the topology writes.</summary>
    public static ResultDecoder DecoderOf(ShopTopics topics) => (in record, listener) =>
    {
        if (record.Topic == topics.Sessions)
        {
            var session = ClickSessions.Serde.Deserialize(record.Value);
            listener.OnSession(new ClosedSession(
                session.Key, session.StartMs, session.EndMs, session.Events, session.Facts.EntryPage, session.Facts.ExitPage));
        }
        else if (record.Topic == topics.OpenSessions)
        {
            listener.OnOpenSessions(Serdes.Int32.Deserialize(record.Value));
        }
        else if (record.Topic == topics.Funnel)
        {
            listener.OnFunnel([.. FunnelCounts.Serde.Deserialize(record.Value).Steps.Select(step => new FunnelStepUsers(step.Name, step.Users))]);
        }
        else if (record.Topic == topics.Pages)
        {
            var key = Serdes.Utf8.Deserialize(record.Key);
            listener.OnPage(key, PageViews.PageOf(key), Serdes.Int64.Deserialize(record.Value));
        }
    };
}
