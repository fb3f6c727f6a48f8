using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Runtime;
using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>Runs the session topology over the topic to its end, until every session is closed and committed.</summary>
internal static class EnginePhase
{
    public const string Name = "rate-engine";

    private static readonly TimeSpan s_sampling = TimeSpan.FromMilliseconds(10);

    public static async Task<EngineResult> RunAsync(RateSettings settings)
    {
        await using var log = settings.OpenLog();
        var stopper = new Stopper(settings.Clicks);
        await using var application = new StreamsApplication(Topology(settings), log, new StreamsOptions
        {
            ApplicationId = settings.ApplicationId,
            StateDirectory = settings.StateDirectory,
            Guarantee = settings.IsExactlyOnce ? ProcessingGuarantee.ExactlyOnce : ProcessingGuarantee.AtLeastOnce,
            CommitInterval = settings.CommitInterval,
            Threads = settings.Threads,
        });
        await application.StartAsync();
        var drained = application.DrainAsync();
        while (await Task.WhenAny(drained, Task.Delay(s_sampling)) != drained)
        {
            stopper.OnProgress(application.Metrics.Read);
        }

        await drained;
        var metrics = application.Metrics;
        return new EngineResult
        {
            Figures = stopper.Stop(metrics.Read),
            Processed = metrics.Processed,
            Late = metrics.Late,
            Poison = metrics.Poison,
            Guarded = metrics.Guarded,
            Commits = metrics.Commits,
            Recoveries = metrics.Recoveries,
        };
    }

    private static Topology Topology(RateSettings settings)
    {
        var builder = new TopologyBuilder();
        builder.Clicks(settings.Topic, new ClickEventSerde(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign))
            .Sessionize("sessions", new SessionOptions { Gap = settings.Gap, GracePeriod = settings.Grace })
            .Closed.To(settings.OutputTopic);
        return builder.Build();
    }
}
