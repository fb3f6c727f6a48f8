using ClickstreamAnalysis;
using Microsoft.Extensions.Logging;
using ShopAnalytics.CommandLine;
using ShopAnalytics.Feeding;
using ShopAnalytics.Replay;
using ShopAnalytics.Results;
using ShopAnalytics.Terminal;
using ShopAnalytics.Traffic;

namespace ShopAnalytics.Hosting;

/// <summary>One run: a log, clicks going into it, the topology on it, and somebody who looks at the results.</summary>
internal sealed class ShopHost
{
    // Invented clicks come without end; those of a replay are old, and would be gone at once.
    private static readonly TimeSpan s_retention = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_requestTimeout = TimeSpan.FromSeconds(30);

    // How long a request that is under way may hold up the end, and how long the complete results of a replay may take to read.
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_completePatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(2);

    private readonly ShopOptions _options;
    private readonly StateLocation _location;
    private readonly ShopTopics _topics;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;

    public ShopHost(ShopOptions options, StateLocation location, TimeProvider clock, ILoggerFactory loggers)
    {
        (_options, _location, _clock, _loggers) = (options, location, clock, loggers);
        _topics = new ShopTopics(location.ApplicationId);
        _logger = loggers.CreateLogger<ShopHost>();
    }

    /// <summary>Runs until the end was reached, if that was asked for, or <paramref name="stop"/> is cancelled.</summary>
    /// <param name="output">Gets the results.</param>
    /// <param name="stop">Stops in order: what is processed is committed.</param>
    /// <returns>Whether everything is read, closed and committed.</returns>
    public async Task<bool> RunAsync(IOutput output, CancellationToken stop)
    {
        await using var log = OpenLog();
        var partitions = await ReachAsync(log, stop);
        await using var application = new StreamsApplication(ShopTopology.Build(_options, _topics), log, EngineOptions(partitions));
        await application.StartAsync(stop);
        _logger.LogInformation("'{Application}' runs on {Log}.", _location.ApplicationId, log.Description);

        using var feedStop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var feeder = new Feeder(log, FeedOptions(partitions), OpenSource, _clock, _loggers.CreateLogger<Feeder>());
        var feeding = _options.NoFeed ? NeverAsync(feedStop.Token) : feeder.RunAsync(feedStop.Token);
        var results = new ResultsThread(() => OpenResults(log, partitions, output), _clock, _logger);
        output.Begin(new RunMonitor(_clock)
        {
            Application = application,
            Feeder = feeder,
            Source = SourceName,
            Log = log.Description,
        });

        var isComplete = false;
        var hasAllResults = false;
        try
        {
            isComplete = await WaitForEndAsync(application, feeding, results, stop);
        }
        finally
        {
            await feedStop.CancelAsync();
            var stopping = application.StopAsync(CancellationToken.None);
            await EndWithinAsync(feeding, s_stopPatience, "Feeding");
            await stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            hasAllResults = await EndResultsAsync(results, isComplete, application.Completion.IsFaulted);
            await output.EndAsync(isComplete && hasAllResults);
        }

        return !isComplete || hasAllResults ? isComplete : throw new ShopException(
            $"Everything is processed and committed, but {log.Description} did not give all results within {Duration.Format(s_completePatience)}. Start again to have them all.");
    }

    /// <summary>Reads the rest of the results. After an end that was asked for that must be all of them.</summary>
    private async Task<bool> EndResultsAsync(ResultsThread results, bool isComplete, bool hasFailed)
    {
        var limit = isComplete ? s_completePatience : s_stopPatience;
        var stopped = results.StopAsync(hasFailed ? null : limit);
        await EndWithinAsync(stopped, limit + s_margin, "Reading results");
        var isAll = stopped is { IsCompletedSuccessfully: true, Result: true };
        if (!isAll && !hasFailed)
        {
            _logger.LogWarning("Not all results that are committed could be read within {Limit} s. They are in the output topics; start again to have them.", limit.TotalSeconds);
        }

        return isAll;
    }

    /// <summary>Waits for something that may be in a request to a broker that does not answer. It does not keep the process from ending.</summary>
    private async Task EndWithinAsync(Task task, TimeSpan limit, string what)
    {
        if (await Task.WhenAny(task, Task.Delay(limit, _clock)) != task)
        {
            _logger.LogWarning("{What} did not end within {Limit} s and is given up. What it had not committed is done again after the next start.", what, limit.TotalSeconds);
        }
    }

    private async Task<bool> WaitForEndAsync(StreamsApplication application, Task feeding, ResultsThread results, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        await await Task.WhenAny(feeding, application.Completion, results.Completion, stopped.Task);
        if (stop.IsCancellationRequested)
        {
            return false;
        }

        _logger.LogInformation("The whole input is in the log.");
        if (_options.UntilEnd)
        {
            await await Task.WhenAny(application.DrainAsync(stop), results.Completion);
            return true;
        }

        await await Task.WhenAny(application.Completion, results.Completion, stopped.Task);
        return false;
    }

    private static async Task NeverAsync(CancellationToken stop) =>
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private string SourceName => _options switch
    {
        { NoFeed: true } => "another host",
        { Replay: { } file } => file.Name,
        _ => $"generated traffic, {Figures.Count(_options.Rate)} clicks/s",
    };

    private IRecordLog OpenLog()
    {
        if (_options.Bootstrap is not { } bootstrap)
        {
            return new EmbeddedLog(_location.LogDirectory);
        }

        try
        {
            return new KafkaLog(bootstrap, new KafkaLogOptions { RequestTimeout = _options.StartTimeout < s_requestTimeout ? _options.StartTimeout : s_requestTimeout });
        }
        catch (ArgumentException e)
        {
            throw new ShopException($"--bootstrap: {e.Message}", e);
        }
    }

    private async Task<int> ReachAsync(IRecordLog log, CancellationToken stop)
    {
        _logger.LogInformation("Looking for {Log}.", log.Description);
        var started = _clock.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(250);
        while (true)
        {
            try
            {
                return await _topics.EnsureAsync(log.Admin, _options.Partitions, _options.Replay is null ? s_retention : null, stop);
            }
            catch (RecordLogUnavailableException e)
            {
                if (_clock.GetElapsedTime(started) + pause > _options.StartTimeout)
                {
                    throw new ShopException(
                        $"{log.Description} could not be reached within {Duration.Format(_options.StartTimeout)} (--start-timeout). Is the address right, and does the broker run? "
                        + $"The last answer: {e.Message}",
                        e);
                }

                _logger.LogWarning("{Log} cannot be reached; again in {Pause} ms: {Reason}", log.Description, pause.TotalMilliseconds, e.Message);
                await Task.Delay(pause, _clock, stop);
                pause *= 2;
            }
        }
    }

    private StreamsOptions EngineOptions(int partitions) => new()
    {
        ApplicationId = _location.ApplicationId,
        StateDirectory = _location.StateDirectory,
        Guarantee = _options.Guarantee == Guarantee.ExactlyOnce ? ProcessingGuarantee.ExactlyOnce : ProcessingGuarantee.AtLeastOnce,
        CommitInterval = _options.CommitInterval,
        Threads = _options.Threads ?? Math.Min(Environment.ProcessorCount, partitions),
        StartTimeout = _options.StartTimeout,
        TimeProvider = _clock,
        LoggerFactory = _loggers,
        BadRecords = _options.BadInput switch
        {
            BadInput.Skip => BadRecordPolicy.Skip,
            BadInput.DeadLetter => BadRecordPolicy.DeadLetter(_topics.DeadLetters),
            _ => BadRecordPolicy.Fail,
        },
    };

    private FeedOptions FeedOptions(int partitions) => new()
    {
        Topic = _topics.Clicks,
        Partitions = partitions,
        ProgressTopic = _topics.Progress,
        TransactionalId = $"{_location.ApplicationId}-feeder",
        RequestTimeout = s_requestTimeout,
    };

    private IClickSource OpenSource() => _options.Replay is { } file
        ? new CsvReplay(file, _options.Speed, _clock)
        : new TrafficGenerator(_options.Seed, _options.Rate, _options.History, _clock);

    private ResultsReader OpenResults(IRecordLog log, int partitions, IOutput output) => new(
        log,
        [new(_topics.Sessions, partitions) { Newest = output.NewestSessions }, new(_topics.Funnel, 1), new(_topics.Counts, 1)],
        output.Continues ? $"{_location.ApplicationId}-results" : null,
        ShopTopology.DecoderOf(_topics),
        output.Listener,
        s_requestTimeout);
}
