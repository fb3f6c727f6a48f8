using ClickstreamAnalysis;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using ShopAnalytics.CommandLine;
using ShopAnalytics.Dashboard;
using ShopAnalytics.Feeding;
using ShopAnalytics.Formats;
using ShopAnalytics.Replay;
using ShopAnalytics.Results;
using ShopAnalytics.Terminal;
using ShopAnalytics.Traffic;

namespace ShopAnalytics.Hosting;

/// <summary>Runs the sample once: opens a log, feeds clicks into it, runs the topology on it, and passes on the results.</summary>
internal sealed class ShopHost
{
    // Generated clicks arrive without end. Those of a replay are older than any retention.
    private static readonly TimeSpan s_retention = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_requestTimeout = TimeSpan.FromSeconds(30);

    // A broker that is away must not keep the process from ending: whoever stops it does not wait for a timeout of 30 s.
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_localStopPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_completePatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(1);

    private readonly ShopOptions _options;
    private readonly StateLocation _location;
    private readonly ShopTopics _topics;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly ShopFormat _format;
    private bool _isAbandoned;

    public ShopHost(ShopOptions options, StateLocation location, TimeProvider clock, ILoggerFactory loggers)
    {
        (_options, _location, _clock, _loggers) = (options, location, clock, loggers);
        _topics = new ShopTopics(location.ApplicationId);
        _format = ShopFormat.Of(options);
        _logger = loggers.CreateLogger<ShopHost>();
    }

    /// <summary>Runs until <paramref name="stop"/> is cancelled or, with <c>--until-end</c>, until the end of the input.</summary>
    /// <param name="output">Receives the results.</param>
    /// <param name="stop">Stops gracefully: commits what is processed.</param>
    /// <returns>Whether everything is read, closed and committed.</returns>
    public async Task<bool> RunAsync(IOutput output, CancellationToken stop)
    {
        var log = OpenLog();
        try
        {
            var partitions = await ReachAsync(log, stop);
            var dashboard = ShopDashboard.Of(_options);
            var application = new StreamsApplication(
                ShopTopology.Build(_options, _topics, _format.Serde), log, EngineOptions(partitions) with { AdvertisedAddress = dashboard?.Address });
            try
            {
                if (dashboard is not null)
                {
                    await dashboard.StartAsync(application, log, _loggers, stop);
                    _logger.DashboardServed(dashboard.Page);
                }

                return await RunAsync(log, application, partitions, dashboard, output, stop);
            }
            finally
            {
                await (dashboard?.StopAsync() ?? Task.CompletedTask);
                await CloseAsync(application, "The engine");
            }
        }
        finally
        {
            await CloseAsync(log, "The log");
            _format.Dispose();
        }
    }

    // What is abandoned still uses the others. The end of the process closes them all.
    private async Task CloseAsync(IAsyncDisposable part, string what)
    {
        if (!_isAbandoned)
        {
            await EndWithinAsync(Task.Run(async () => await part.DisposeAsync(), CancellationToken.None), StopPatience, what);
        }
    }

    private TimeSpan StopPatience => _options.Bootstrap is null ? s_localStopPatience : s_stopPatience;

    private async Task<bool> RunAsync(
        IRecordLog log, StreamsApplication application, int partitions, ShopDashboard? dashboard, IOutput output, CancellationToken stop)
    {
        await application.StartAsync(stop);
        await PrepareFeedingAsync(stop);
        _logger.Running(_location.ApplicationId, log.Description);

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
            DataDirectory = _location.Directory,
            Dashboard = dashboard?.Page,
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
            var stopping = Task.WhenAll(feeding, application.StopAsync(CancellationToken.None));
            var hasStopped = await EndWithinAsync(stopping, StopPatience, "Feeding or the engine");
            hasAllResults = await EndResultsAsync(results, isComplete, canRead: hasStopped && !application.Completion.IsFaulted);
            await output.EndAsync(isComplete && hasAllResults);
        }

        return !isComplete || hasAllResults ? isComplete : throw new ShopException(
            $"Everything is processed and committed, but {log.Description} did not return all results within {Duration.Format(s_completePatience)}. Start again to read them all.");
    }

    /// <summary>Reads the remaining results. With <c>--until-end</c> that must be all of them.</summary>
    private async Task<bool> EndResultsAsync(ResultsThread results, bool isComplete, bool canRead)
    {
        var limit = isComplete ? s_completePatience : StopPatience;
        var stopped = results.StopAsync(canRead ? limit : null);
        await EndWithinAsync(stopped, canRead ? limit + s_margin : s_margin, "Reading results");
        var isAll = stopped is { IsCompletedSuccessfully: true, Result: true };
        if (!isAll && canRead)
        {
            _logger.ResultsIncomplete(limit.TotalSeconds);
        }

        return isAll;
    }

    /// <summary>Waits for a task that may be in a request to a broker that does not answer. Its failure is reported elsewhere.</summary>
    /// <returns>False when the task is abandoned, to end with the process.</returns>
    private async Task<bool> EndWithinAsync(Task task, TimeSpan limit, string what)
    {
        var hasEnded = await Task.WhenAny(task, Task.Delay(limit, _clock)) == task;
        if (!hasEnded)
        {
            _isAbandoned = true;
            _logger.Abandoned(what, limit.TotalSeconds);
        }

        return hasEnded;
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

        _logger.InputComplete();
        if (_options.UntilEnd)
        {
            // Not with the token: that would wait for the application to stop, which has a limit here.
            var drained = application.DrainAsync(CancellationToken.None);
            await await Task.WhenAny(drained, results.Completion, stopped.Task);
            return drained.IsCompletedSuccessfully;
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
        _logger.LookingForLog(log.Description);
        try
        {
            return await RetryUntilStartTimeout(log).ExecuteAsync(
                async token => await _topics.EnsureAsync(log.Admin, _options.Partitions, _options.Replay is null ? s_retention : null, token), stop);
        }
        catch (RecordLogUnavailableException e)
        {
            throw new ShopException(
                $"{log.Description} could not be reached within {Duration.Format(_options.StartTimeout)} (--start-timeout). Is the address right, and is the broker running? "
                + $"The last answer: {e.Message}",
                e);
        }
    }

    private ResiliencePipeline RetryUntilStartTimeout(IRecordLog log)
    {
        var started = _clock.GetTimestamp();
        return new ResiliencePipelineBuilder { TimeProvider = _clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = attempt => ValueTask.FromResult(
                    attempt.Outcome.Exception is RecordLogUnavailableException
                    && _clock.GetElapsedTime(started) + PauseAfter(attempt.AttemptNumber) <= _options.StartTimeout),
                DelayGenerator = attempt => ValueTask.FromResult<TimeSpan?>(PauseAfter(attempt.AttemptNumber)),
                OnRetry = attempt =>
                {
                    _logger.LogUnreachable(log.Description, attempt.RetryDelay.TotalMilliseconds, attempt.Outcome.Exception!.Message);
                    return default;
                },
            })
            .Build();
    }

    private static TimeSpan PauseAfter(int attempt) => TimeSpan.FromMilliseconds(250 << Math.Min(attempt, 6));

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

    // Registers the schema of a format that has one.
    private async ValueTask PrepareFeedingAsync(CancellationToken stop)
    {
        if (!_options.NoFeed && !ShopFormat.IsOfOthers(_options.Format) && _format.Serde is IPreparedSerde serde)
        {
            await serde.PrepareAsync(new SerdeUse(_topics.Clicks, IsKey: false, SerdeAccess.Write), stop);
        }
    }

    private IClickSource OpenSource()
    {
        var source = _options.Replay is { } file ? SourceOf(file, _options, _format, _clock) : new TrafficGenerator(_options.Seed, _options.Rate, _options.History, _clock);
        return ShopFormat.NeedsRegistry(_options.Format) ? new EncodedSource(source, _format.Serde) : source;
    }

    /// <summary>Opens a file to replay.</summary>
    /// <exception cref="ReplayException">The file cannot be replayed.</exception>
    public static IClickSource SourceOf(FileInfo file, ShopOptions options, ShopFormat format, TimeProvider clock) => ShopFormat.IsOfOthers(options.Format)
        ? new LineReplay(file, format.Serde, options.Speed, clock)
        : new CsvReplay(file, options.Speed, clock);

    private ResultsReader OpenResults(IRecordLog log, int partitions, IOutput output) => new(
        log,
        [new(_topics.Sessions, partitions) { Newest = output.NewestSessions }, new(_topics.Funnel, 1), new(_topics.Counts, 1)],
        output.Continues ? $"{_location.ApplicationId}-results" : null,
        ShopTopology.DecoderOf(_topics),
        output.Listener,
        s_requestTimeout);
}
