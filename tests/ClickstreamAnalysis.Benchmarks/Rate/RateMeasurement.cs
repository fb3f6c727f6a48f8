using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>One measurement: makes the topics, runs the phases, takes away what it made.</summary>
internal sealed class RateMeasurement(RateSettings settings, bool keepTopic, bool keepOutput, Action<string> onProgress)
{
    private RateSettings _settings = settings;

    public async Task<RateResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var topics = new RunTopics(_settings.Place);
        var mustFill = await PrepareAsync(topics, cancellationToken);
        var fill = mustFill ? await RunPhaseAsync<FillResult>(FillPhase.Name, $"writing {_settings.Clicks:N0} clicks", cancellationToken) : null;
        var bare = await RunPhaseAsync<RunFigures>(BarePhase.Name, "reading them in a bare loop", cancellationToken);
        _settings = _settings with { Clicks = bare.Whole.EventCount };
        var engine = await RunPhaseAsync<EngineResult>(EnginePhase.Name, "making sessions", cancellationToken);
        var check = await RunPhaseAsync<CheckResult>(CheckPhase.Name, "checking the sessions", cancellationToken);
        return new RateResult
        {
            Date = TimeProvider.System.GetUtcNow(),
            Machine = Machine.Here(),
            Log = _settings.Place.Describe(),
            Settings = _settings,
            BareLoop = BarePhase.Describe(_settings),
            Fill = fill,
            Bare = bare,
            Engine = engine,
            Check = check,
        };
    }

    private Task<TOutput> RunPhaseAsync<TOutput>(string name, string what, CancellationToken cancellationToken)
    {
        onProgress(what);
        return Phase.RunAsync<RateSettings, TOutput>(name, _settings, cancellationToken);
    }

    /// <returns>Whether the topic is new, and must be filled.</returns>
    private async Task<bool> PrepareAsync(RunTopics topics, CancellationToken cancellationToken)
    {
        await using var log = _settings.Place.OpenLog();
        var found = await log.Admin.DescribeTopicAsync(_settings.Topic, cancellationToken);
        if (found is not null)
        {
            _settings = _settings with { Partitions = found.Partitions, Clicks = TopicReader.Ends(log, found.Name, found.Partitions).Sum() };
        }
        else
        {
            await topics.CreateAsync(log, _settings.Topic, _settings.Partitions, keepTopic, cancellationToken);
        }

        var output = await log.Admin.DescribeTopicAsync(_settings.OutputTopic, cancellationToken);
        if (output is null)
        {
            await topics.CreateAsync(log, _settings.OutputTopic, _settings.Partitions, keepOutput, cancellationToken);
        }
        else if (output.Partitions != _settings.Partitions)
        {
            throw new BenchmarkException(
                $"The topic '{output.Name}' has {output.Partitions} partitions and '{_settings.Topic}' has {_settings.Partitions}: name another with --output-topic.");
        }

        _settings = _settings with
        {
            OutputStarts = output is null ? new long[_settings.Partitions] : TopicReader.Ends(log, output.Name, output.Partitions),
        };
        topics.Own($"{_settings.ApplicationId}-metadata");
        topics.Own($"{_settings.ApplicationId}-sessions-changelog");
        if (_settings.IsRekeyed)
        {
            topics.Own($"{_settings.ApplicationId}-sessions-repartition");
        }

        return found is null;
    }
}
