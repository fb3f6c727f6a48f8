using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>One run: makes the topics, runs probe and engine side by side, takes away what was made.</summary>
internal static class LatencyMeasurement
{
    public static async Task<LatencyRun> RunAsync(LatencySettings settings, CancellationToken cancellationToken)
    {
        await using var topics = new RunTopics(settings.Place);
        await using (var log = settings.Place.OpenLog())
        {
            await topics.CreateAsync(log, settings.Input, settings.Partitions, keep: false, cancellationToken);
            if (settings.Engine is not null)
            {
                await topics.CreateAsync(log, settings.Output, settings.Partitions, keep: false, cancellationToken);
                topics.Own($"{settings.ApplicationId}-metadata");
                topics.Own($"{settings.ApplicationId}-{LatencyTopology.Store}-changelog");
            }
        }

        if (settings.Engine is null)
        {
            return new LatencyRun(settings, await Phase.RunAsync<LatencySettings, LatencyProbeResult>(LatencyProbe.Name, settings, cancellationToken), null);
        }

        if (settings.Place.IsEmbedded)
        {
            var both = await Phase.RunAsync<LatencySettings, LatencyEngineResult>(LatencyEnginePhase.Name, settings, cancellationToken);
            return new LatencyRun(settings, both.Probe!, both.Queries);
        }

        var (engine, probe) = await PhasePair.RunAsync<LatencySettings, LatencyEngineResult, LatencyProbeResult>(
            LatencyEnginePhase.Name, LatencyProbe.Name, settings, cancellationToken);
        return new LatencyRun(settings, probe, engine.Queries);
    }
}
