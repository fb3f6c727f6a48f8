using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded;
using ClickstreamAnalysis.Logs.Kafka;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Runtime;
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
        var results = new ResultsThread(() => OpenResults(log, partitions, output));
        output.Begin(new RunMonitor(_clock)
        {
            Application = application,
            Feeder = feeder,
            Source = SourceName,
            Log = log.Description,
        });

        var isComplete = false;
        try
        {
            isComplete = await WaitForEndAsync(application, feeding, results, stop);
        }
        finally
        {
            await feedStop.CancelAsync();
            await ((Task)feeding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await application.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await results.StopAsync(readRest: !application.Completion.IsFaulted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await output.EndAsync(isComplete);
        }

        return isComplete;
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

    private ILog OpenLog()
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

    private async Task<int> ReachAsync(ILog log, CancellationToken stop)
    {
        var started = _clock.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(250);
        while (true)
        {
            try
            {
                return await _topics.EnsureAsync(log.Admin, _options.Partitions, _options.Replay is null ? s_retention : null, stop);
            }
            catch (LogUnavailableException e)
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

    private ResultsReader OpenResults(ILog log, int partitions, IOutput output) => new(
        log,
        [new(_topics.Sessions, partitions) { Newest = output.NewestSessions }, new(_topics.Funnel, 1), new(_topics.Counts, 1)],
        output.Continues ? $"{_location.ApplicationId}-results" : null,
        ShopTopology.DecoderOf(_topics),
        output.Listener,
        s_requestTimeout);
}
