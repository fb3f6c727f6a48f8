using ClickstreamAnalysis.Benchmarks.Load;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>One measurement: makes the topic, runs load and engine side by side, takes away what was made.</summary>
internal sealed class MemoryMeasurement(MemorySettings settings, Action<string> onProgress)
{
    private const int SegmentBytes = 16 << 20;

    public async Task<MemoryResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var topics = new RunTopics(settings.Place);
        await using (var log = settings.Place.OpenLog())
        {
            await topics.CreateAsync(log, settings.Topic, settings.Partitions, keep: false, cancellationToken);
            await KafkaSegments.LimitAsync(settings.Place, settings.Topic, SegmentBytes);
        }

        foreach (var store in MemoryTopology.Stores(settings))
        {
            topics.Own($"{settings.ApplicationId}-metadata");
            topics.Own($"{settings.ApplicationId}-{store}-changelog");
        }

        onProgress($"{(settings.Fills ? $"filling the state with {settings.Users:N0} users, then " : "")}constant load; samples go to {settings.CsvFile}");
        var (load, samples) = settings.Place.IsEmbedded ? await RunTogetherAsync(cancellationToken) : await RunApartAsync(cancellationToken);
        return new MemoryResult
        {
            Date = TimeProvider.System.GetUtcNow(),
            Machine = Machine.Here(),
            Log = settings.Place.Describe(),
            Settings = settings,
            Load = load,
            Memory = MemorySummary.Of(samples, load, settings.LimitBytes),
            Last = samples[^1],
            CpuMicrosecondsPerClick = CpuPerClick(samples, load),
        };
    }

    private static double CpuPerClick(IReadOnlyList<MemorySample> samples, MemoryLoadResult load)
    {
        var steady = samples.Where(sample => sample.Ticks >= load.SteadyBeginTicks).ToArray();
        var clicks = steady.Length < 2 ? 0 : steady[^1].Read - steady[0].Read;
        return clicks == 0 ? double.NaN : 1e6 * (steady[^1].CpuSeconds - steady[0].CpuSeconds) / clicks;
    }

    private async Task<(MemoryLoadResult Load, IReadOnlyList<MemorySample> Samples)> RunTogetherAsync(CancellationToken cancellationToken)
    {
        var result = await Phase.RunAsync<MemorySettings, MemoryEngineResult>(MemoryEnginePhase.Name, settings, cancellationToken);
        return (result.Load!, result.Samples);
    }

    private async Task<(MemoryLoadResult Load, IReadOnlyList<MemorySample> Samples)> RunApartAsync(CancellationToken cancellationToken)
    {
        var (engine, load) = await PhasePair.RunAsync<MemorySettings, MemoryEngineResult, MemoryLoadResult>(
            MemoryEnginePhase.Name, MemoryLoad.Name, settings, cancellationToken);
        return (load, engine.Samples);
    }
}
