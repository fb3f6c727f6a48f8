using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Benchmarks.Load;
using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Benchmarks.Rate.Topologies;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>Runs a topology over the topic to its end, until every session or window is closed and committed.</summary>
internal static class EnginePhase
{
    public const string Name = "rate-engine";

    private static readonly TimeSpan s_sampling = TimeSpan.FromMilliseconds(20);

    public static async Task<EngineResult> RunAsync(RateSettings settings)
    {
        await using var log = settings.Place.OpenLog();
        var stopper = new Stopper(settings.Clicks);
        await using var application = new StreamsApplication(Topology(settings), log, settings.Engine.OptionsFor(settings.ApplicationId, settings.Place));
        using var listeners = Listeners.Start(settings.IsListenedTo);
        await application.StartAsync();
        using var queries = QueryLoad.Start(
            application,
            settings.Engine,
            new ClickShape().Users,
            static (view, user) => view.Sessions("sessions").Find(user).IsFound,
            static view => view.Sessions("sessions").Count());
        await using var dashboards = await DashboardLoad.StartAsync(application, log, settings.Dashboards);
        var drained = application.DrainAsync();
        Watch(application, drained, stopper);

        var figures = queries?.Stop();
        var dashboardBytes = dashboards is null ? (long?)null : await dashboards.StopAsync();
        await drained;
        var metrics = application.Metrics;
        return new EngineResult
        {
            Figures = stopper.Stop(metrics.Read),
            Processed = metrics.Processed,
            Late = metrics.Late,
            Failed = metrics.Failed,
            Rejected = metrics.Rejected,
            Commits = metrics.Commits,
            Recoveries = metrics.Recoveries,
            Queries = figures,
            DashboardBytes = dashboardBytes,
        };
    }

    // Timers would wake the thread pool each time, whose looking for more work costs several per cent of the whole run.
    private static void Watch(StreamsApplication application, IAsyncResult drained, Stopper stopper)
    {
        while (!drained.AsyncWaitHandle.WaitOne(s_sampling))
        {
            stopper.OnProgress(application.Metrics.Read);
        }
    }

    private static Topology Topology(RateSettings settings) =>
        settings.Topology is { } name ? RateTopologies.Find(name).BuildFor(settings) : SessionTopology(settings);

    private static Topology SessionTopology(RateSettings settings)
    {
        var builder = new TopologyBuilder();
        var serde = new ClickEventSerde(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign);
        var clicks = settings.IsRekeyed
            ? builder.Stream(settings.Topic, new Consumed<string, ClickEvent> { ValueSerde = serde, TimestampMsOf = static click => click.TimestampMs, AllowsNullKey = true })
                .SelectKey(static (_, click) => click.User, Serdes.Utf8)
            : builder.Clicks(settings.Topic, serde: serde);
        clicks
            .Sessionize("sessions", new SessionWindows { Gap = settings.Gap, GracePeriod = settings.Grace })
            .Closed.To(settings.OutputTopic);
        return builder.Build();
    }
}
