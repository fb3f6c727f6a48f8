using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>One measurement: makes the topics, runs the phases, takes away what it made.</summary>
internal sealed class RateMeasurement(RateSettings settings, bool keepTopic, bool keepOutput, Action<string> onProgress)
{
    private readonly List<string> _made = [];
    private RateSettings _settings = settings;

    public async Task<RateResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var mustFill = await PrepareAsync(cancellationToken);
            var fill = mustFill ? await RunPhaseAsync<FillResult>(FillPhase.Name, $"writing {_settings.Clicks:N0} clicks", cancellationToken) : null;
            var bare = await RunPhaseAsync<RunFigures>(BarePhase.Name, "reading them in a bare loop", cancellationToken);
            _settings = _settings with { Clicks = bare.Whole.Events };
            var engine = await RunPhaseAsync<EngineResult>(EnginePhase.Name, "making sessions", cancellationToken);
            var check = await RunPhaseAsync<CheckResult>(CheckPhase.Name, "checking the sessions", cancellationToken);
            return new RateResult
            {
                Date = TimeProvider.System.GetUtcNow(),
                Machine = Machine.Here(),
                Log = DescribeLog(),
                Settings = _settings,
                BareLoop = BarePhase.Describe(_settings),
                Fill = fill,
                Bare = bare,
                Engine = engine,
                Check = check,
            };
        }
        finally
        {
            await CleanAsync();
        }
    }

    private Task<TOutput> RunPhaseAsync<TOutput>(string name, string what, CancellationToken cancellationToken)
    {
        onProgress(what);
        return Phase.RunAsync<RateSettings, TOutput>(name, _settings, cancellationToken);
    }

    /// <returns>Whether the topic is new, and must be filled.</returns>
    private async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        await using var log = _settings.OpenLog();
        var found = await log.Admin.DescribeTopicAsync(_settings.Topic, cancellationToken);
        if (found is not null)
        {
            _settings = _settings with { Partitions = found.Partitions, Clicks = TopicReader.Ends(log, found.Name, found.Partitions).Sum() };
        }
        else
        {
            await CreateAsync(log, _settings.Topic, keepTopic, cancellationToken);
        }

        var output = await log.Admin.DescribeTopicAsync(_settings.OutputTopic, cancellationToken);
        if (output is null)
        {
            await CreateAsync(log, _settings.OutputTopic, keepOutput, cancellationToken);
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
        _made.Add($"{_settings.ApplicationId}-sessions-changelog");
        return found is null;
    }

    private async Task CreateAsync(ILog log, string topic, bool keep, CancellationToken cancellationToken)
    {
        // Kept for ever, because event times are old: with a limit a broker deletes the clicks as soon as they are there.
        await log.Admin.CreateTopicAsync(new TopicSpecification(topic, _settings.Partitions), cancellationToken);
        if (!keep)
        {
            _made.Add(topic);
        }
    }

    private async Task CleanAsync()
    {
        if (_settings.Bootstrap is not null)
        {
            await using var log = _settings.OpenLog();
            foreach (var topic in _made)
            {
                await log.Admin.DeleteTopicAsync(topic);
            }
        }

        if (Directory.Exists(_settings.Directory))
        {
            Directory.Delete(_settings.Directory, recursive: true);
        }
    }

    private string DescribeLog()
    {
        if (_settings.Bootstrap is not { } servers)
        {
            return "embedded, in the same process";
        }

        var hosts = servers.Split(',').Select(server => server[..server.LastIndexOf(':')]).Distinct();
        var isHere = hosts.All(host => host is "localhost" or "127.0.0.1" or "[::1]" || host == Environment.MachineName);
        return $"Kafka at {servers}, {(isHere ? "on the same machine" : "on another machine")}";
    }
}
