using System.Text;
using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Benchmarks.Rate;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Benchmarks.Neighbors;

/// <summary>Writes clicks, and lets each program compute their sessions, one after the other.</summary>
internal sealed class NeighborMeasurement(RateSettings settings, Action<string> onProgress)
{
    public async Task<NeighborResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var topics = new RunTopics(settings.Place);
        await CreateAsync(topics, settings.Topic, cancellationToken);
        onProgress($"writing {settings.Clicks:N0} clicks");
        await Phase.RunAsync<RateSettings, FillResult>(FillPhase.Name, settings, cancellationToken);
        await WriteLastClicksAsync();
        NeighborRun[] runs =
        [
            await MeasureAsync<RunFigures>(topics, StreamizPhase.HandWrittenName, "hand-written in Streamiz", static figures => figures, settings.Partitions, cancellationToken),
            await MeasureAsync<RunFigures>(topics, StreamizPhase.OperatorName, "Sessionize in Streamiz", static figures => figures, settings.Partitions, cancellationToken),
            await MeasureAsync<EngineResult>(topics, EnginePhase.Name, "Sessionize in its engine", static result => result.Figures, 0, cancellationToken),
        ];
        return new NeighborResult { Date = TimeProvider.System.GetUtcNow(), Machine = Machine.Here(), Log = settings.Place.Describe(), Settings = settings, Runs = runs };
    }

    private async Task<NeighborRun> MeasureAsync<TOutput>(
        RunTopics topics, string phase, string name, Func<TOutput, RunFigures> figuresOf, int stillOpen, CancellationToken cancellationToken)
    {
        var own = settings with { ApplicationId = $"{settings.ApplicationId}-{phase}", OutputTopic = $"{settings.OutputTopic}-{phase}", OutputStarts = new long[settings.Partitions] };
        await CreateAsync(topics, own.OutputTopic, cancellationToken);
        topics.Own($"{own.ApplicationId}-metadata");
        topics.Own($"{own.ApplicationId}-sessions-changelog");
        topics.Own($"{own.ApplicationId}-{HandWrittenSessions.Store}-changelog");
        own = own with { Place = own.Place with { StateName = phase } };
        onProgress(name);
        var output = await Phase.RunAsync<RateSettings, TOutput>(phase, own, cancellationToken);
        onProgress("checking the sessions");
        return new NeighborRun(name, figuresOf(output), await Phase.RunAsync<RateSettings, CheckResult>(CheckPhase.Name, own, cancellationToken), stillOpen);
    }

    private async Task CreateAsync(RunTopics topics, string topic, CancellationToken cancellationToken)
    {
        await using var log = settings.Place.OpenLog();
        await topics.CreateAsync(log, topic, settings.Partitions, keep: false, cancellationToken);
    }

    /// <summary>Writes a click to each partition that is late enough to close all others, because Streamiz closes nothing without one.</summary>
    private async Task WriteLastClicksAsync()
    {
        await using var log = settings.Place.OpenLog();
        var latest = new LatestTime();
        TopicReader.ReadToEnd(log, settings.Topic, settings.Partitions, starts: null, latest);
        var timestampMs = latest.TimestampMs + (long)(settings.Gap + settings.Grace).TotalMilliseconds + 60_001;
        using var producer = log.CreateProducer(new LogProducerOptions { ClientId = $"{settings.ApplicationId}-last" });
        for (var partition = 0; partition < settings.Partitions; partition++)
        {
            var user = $"last-{partition}";
            var value = Encoding.UTF8.GetBytes($$"""{"user":"{{user}}","event":"view","ts":{{timestampMs}},"page":"/last"}""");
            producer.Produce(new RawRecord(settings.Topic, partition, -1, timestampMs, Encoding.UTF8.GetBytes(user), hasKey: true, value, hasValue: true));
        }

        producer.Flush(TimeSpan.FromMinutes(1));
    }

    private sealed class LatestTime : IRawRecordHandler
    {
        public long TimestampMs { get; private set; }

        public void OnRecord(in RawRecord record) => TimestampMs = Math.Max(TimestampMs, record.TimestampMs);
    }
}
