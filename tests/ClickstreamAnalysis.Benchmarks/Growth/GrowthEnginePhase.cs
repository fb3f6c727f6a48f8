using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Growth;

/// <summary>Brings the state up to its size, and measures what clicks and closing sessions cost then.</summary>
/// <remarks>The engine is stepped from here: so it can rest, and what it put off until later is not counted as part of what comes next.</remarks>
internal static class GrowthEnginePhase
{
    public const string Name = "growth-engine";

    public static async Task<GrowthEngineResult> RunAsync(GrowthSettings settings)
    {
        var closed = 0L;
        await using var log = settings.Place.OpenLog();
        await using var application = new StreamsApplication(
            Topology(settings, () => closed++), log, settings.Engine.OptionsFor(settings.ApplicationId, settings.Place) with { Threads = 0 });
        await application.StartAsync();
        var steps = new Steps(application);

        steps.Until(() => application.Metrics.Read >= settings.FillClicks + settings.WarmUp);
        steps.Rest();
        var read = application.Metrics.Read;
        var clicking = new Stopper(settings.Clicks);
        steps.Until(() => application.Metrics.Read >= settings.FillClicks + settings.WarmUp + settings.Clicks);
        var clicks = clicking.Stop(application.Metrics.Read - read);
        var live = application.Metrics.Memory.LiveStateBytes;

        steps.Rest();
        steps.Until(() => closed >= settings.Closing / 2);
        var before = closed;
        var closing = new Stopper(settings.Closing - before);
        // What is due closes in parts, and the last of them after the last click.
        steps.Until(() => application.Metrics.Read >= settings.AllClicks && closed >= settings.Closing);
        var closes = closing.Stop(closed - before);
        await application.StopAsync();
        return closed == settings.Closing
            ? new GrowthEngineResult { Clicks = clicks, LiveStateBytes = live, Closes = closes }
            : throw new BenchmarkException($"{closed:N0} sessions closed, and {settings.Closing:N0} should have.");
    }

    private static Topology Topology(GrowthSettings settings, Action onClosed)
    {
        var builder = new TopologyBuilder();
        builder.Clicks(settings.Topic, serde: new ClickEventSerde(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign))
            .Sessionize("sessions", new SessionWindows { Gap = TimeSpan.FromMinutes(30), GracePeriod = TimeSpan.FromMinutes(1) })
            .Closed.ForEach(_ => onClosed(), "closed");
        return builder.Build();
    }
}
