using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Benchmarks.Rate.Topologies;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>One measurement: makes the topics, runs the phases, takes away what it made.</summary>
/// <param name="settings">What is measured.</param>
/// <param name="topologies">The names of the topologies to run after the session topology.</param>
/// <param name="keepTopic">Whether the clicks are kept.</param>
/// <param name="keepOutput">Whether the sessions are kept.</param>
/// <param name="onProgress">Gets what is being done.</param>
internal sealed class RateMeasurement(
    RateSettings settings, IReadOnlyList<string> topologies, bool keepTopic, bool keepOutput, Action<string> onProgress)
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
        var others = new List<TopologyResult>();
        foreach (var name in topologies)
        {
            others.Add(await RunTopologyAsync(RateTopologies.Find(name), engine, topics, cancellationToken));
        }

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
            Topologies = others,
        };
    }

    private async Task<TopologyResult> RunTopologyAsync(RateTopology topology, EngineResult sessions, RunTopics topics, CancellationToken cancellationToken)
    {
        var applicationId = $"{_settings.ApplicationId}-{topology.Name}";
        var settings = _settings with
        {
            ApplicationId = applicationId,
            OutputTopic = $"{applicationId}-results",
            OutputStarts = [],
            Place = _settings.Place with { StateName = topology.Name },
            Topology = topology.Name,
            Engine = _settings.Engine with { Queries = 0, IsScanned = false },
        };
        var built = topology.BuildFor(settings);
        await using (var log = settings.Place.OpenLog())
        {
            await topics.CreateAsync(log, settings.OutputTopic, settings.Partitions, keep: false, cancellationToken);
        }

        foreach (var topic in RateTopology.InternalTopics(built, applicationId))
        {
            topics.Own(topic);
        }

        onProgress(topology.Title);
        var engine = await Phase.RunAsync<RateSettings, EngineResult>(EnginePhase.Name, settings, cancellationToken);
        await using var logAfter = settings.Place.OpenLog();
        var (records, bytes) = await RepartitionTraffic.MeasureAsync(logAfter, RateTopology.RepartitionTopics(built, applicationId));
        return new TopologyResult
        {
            Name = topology.Name,
            Title = topology.Title,
            Engine = engine,
            ToSessionsPerCpuSecond = engine.Figures.Whole.EventsPerCpuSecond / sessions.Figures.Whole.EventsPerCpuSecond,
            RepartitionedRecords = records,
            RepartitionedBytes = bytes,
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
