using ClickstreamAnalysis;
using ShopAnalytics.CommandLine;
using ShopAnalytics.Results;

namespace ShopAnalytics.Hosting;

/// <summary>The computation: sessions, the funnel from a view to a purchase, and the views of each page.</summary>
internal static class ShopTopology
{
    private const string Bots = "bot-";

    // Those of the generated traffic; others are counted together.
    private static readonly string[] s_campaigns = ["brand-words", "autumn-sale", "newsletter-47"];

    private static readonly ISerde<TallyKey> s_tallyKeys = Serdes.Json<TallyKey>();

    public static Topology Build(ShopOptions options, ShopTopics topics, ISerde<ClickEvent> serde)
    {
        // Closing the last sessions advances stream time by at least this much, so the last counts are reported too.
        var reportInterval = options.Gap + options.Grace;
        var builder = new TopologyBuilder();
        var windows = new SessionWindows { Gap = options.Gap, GracePeriod = options.Grace };
        var clicks = builder.Clicks(topics.Clicks, serde);
        clicks.Insights(new InsightsOptions { Sessions = windows });

        var sessions = clicks.Sessionize("sessions", windows);
        sessions.Closed.To(topics.Sessions);
        Count(builder, sessions.Changes, topics, reportInterval, CountNames.Sessions, static change => change.Kind switch
        {
            SessionChangeKind.Opened => CountNames.Opened,
            SessionChangeKind.Merged => CountNames.Merged,
            SessionChangeKind.Closed => CountNames.Closed,
            _ => null,
        });

        clicks
            .Funnel("checkout", funnel => Checkout(funnel, options) with { GracePeriod = options.Grace })
            .Counts.To(topics.Funnel);

        // For the dashboard: who came by which campaign, how long they took, and when they entered. Bots buy nothing.
        clicks
            .Filter(static (user, _) => !user.StartsWith(Bots, StringComparison.Ordinal))
            .Funnel("checkout-by-campaign", funnel => Checkout(funnel, options)
                .BreakDown((_, click) => click.Campaign, s_campaigns, BreakdownAttribution.First) with
            { GracePeriod = options.Grace, MeasureTimes = true, EntryBucket = TimeSpan.FromMinutes(10) })
            .Counts.ForEach(static (_, _) => { });

        Count(builder, clicks, topics, reportInterval, CountNames.PageViews, static click => click.Page);

        return builder.Build();
    }

    /// <summary>Reads the results of the topology.</summary>
    public static ResultDecoder DecoderOf(ShopTopics topics) => (in record, listener) =>
    {
        if (record.Topic == topics.Sessions)
        {
            var session = ClickSessions.Serde.Deserialize(record.Value);
            listener.OnSession(
                new ClosedSession(session.Key, session.StartMs, session.EndMs, session.EventCount, session.Aggregate.EntryPage, session.Aggregate.ExitPage), record.Value);
        }
        else if (record.Topic == topics.Funnel)
        {
            var counts = FunnelCounts.Serde.Deserialize(record.Value);
            listener.OnFunnel([.. counts.Steps.Select(step => new FunnelStepUsers(step.Name, step.Users))], record.Value);
        }
        else if (record.Topic == topics.Counts)
        {
            var key = s_tallyKeys.Deserialize(record.Key);
            listener.OnCount(key.Tally, key.Task, key.Name, Serdes.Int64.Deserialize(record.Value));
        }
    };

    private static FunnelDefinition<string, ClickEvent> Checkout(FunnelDefinition<string, ClickEvent> funnel, ShopOptions options) => funnel
        .Step("view", (_, click) => click.Name == "view")
        .Step("cart", (_, click) => click.Name == "cart")
        .Step("purchase", (_, click) => click.Name == "purchase")
        .Within(options.ConversionWindow);

    private static void Count<TValue>(
        TopologyBuilder builder, KStream<string, TValue> stream, ShopTopics topics, TimeSpan interval, string name, Func<TValue, string?> nameOf)
    {
        var store = Tally<TValue>.Store(name);
        builder.AddStore(store);
        stream
            .Process($"{name}-tally", () => new Tally<TValue>(store, nameOf, interval), name)
            .To(topics.Counts, s_tallyKeys, Serdes.Int64);
    }
}
