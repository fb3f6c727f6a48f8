using System.CommandLine;
using ClickstreamAnalysis.Benchmarks.CommandLine;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>How soon a result can be read.</summary>
internal static class LatencyCommand
{
    private static readonly RunOptions s_run = new();
    private static readonly Option<int> s_rate = Numbers.Option("--rate", 10_000, "Clicks a second.");
    private static readonly Option<int> s_users = Numbers.Option("--users", 100_000, "Users, any of whom may click next.");
    private static readonly Option<int> s_partitions = Numbers.Option("--partitions", 4, "Partitions of topics that are made.");
    private static readonly Option<TimeSpan> s_duration = Durations.Option("--duration", TimeSpan.FromSeconds(20), "How long each run is measured.");
    private static readonly Option<TimeSpan> s_warmUp = Durations.Option("--warm-up", TimeSpan.FromSeconds(10), "How long each run goes on before.");
    private static readonly Option<TimeSpan> s_linger = Durations.Option("--linger", TimeSpan.FromMilliseconds(1), "How long a click may wait for company before it is sent.");
    private static readonly Option<TimeSpan> s_exactlyOnce = Durations.Option("--exactly-once", TimeSpan.FromMilliseconds(100), "Commit interval of the exactly-once run.");
    private static readonly Option<TimeSpan> s_atLeastOnce = Durations.Option("--at-least-once", TimeSpan.FromMilliseconds(100), "Commit interval of the at-least-once run.");
    private static readonly Option<int> s_threads = EngineOptions.NewThreads();
    private static readonly Option<int> s_budget = EngineOptions.NewBudget();
    private static readonly Option<int> s_queries = EngineOptions.NewQueries();
    private static readonly Option<bool> s_scans = EngineOptions.NewScans();
    private static readonly Option<int> s_seed = RunOptions.NewSeed();

    public static Command Create()
    {
        var command = new Command("latency", "From a click appended to its result readable by anybody, at a constant rate: directly, exactly-once and at-least-once.")
        {
            s_rate, s_users, s_partitions, s_duration, s_warmUp, s_linger, s_exactlyOnce, s_atLeastOnce, s_threads, s_budget, s_queries, s_scans, s_seed,
        };
        s_run.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        EngineSettings?[] engines = [null, Engine(parsed, isExactlyOnce: true), Engine(parsed, isExactlyOnce: false)];
        var runs = new List<LatencyRun>();
        foreach (var engine in engines)
        {
            var settings = Settings(parsed, engine);
            RunOptions.Progress(engine is null ? "reading clicks back directly" : $"counting them {engine.Describe()}");
            runs.Add(await LatencyMeasurement.RunAsync(settings, cancellationToken));
        }

        var result = new LatencyResult
        {
            Date = TimeProvider.System.GetUtcNow(),
            Machine = Machine.Here(),
            Log = runs[0].Settings.Place.Describe(),
            Runs = runs,
        };
        s_run.Print(parsed, result, LatencyTable.Write);
        return result.IsComplete ? 0 : 1;
    }

    private static EngineSettings Engine(ParseResult parsed, bool isExactlyOnce) => new()
    {
        IsExactlyOnce = isExactlyOnce,
        CommitInterval = parsed.GetValue(isExactlyOnce ? s_exactlyOnce : s_atLeastOnce),
        Threads = parsed.GetValue(s_threads),
        BudgetMiB = parsed.GetValue(s_budget),
        Queries = parsed.GetValue(s_queries),
        IsScanned = parsed.GetValue(s_scans),
    };

    private static LatencySettings Settings(ParseResult parsed, EngineSettings? engine)
    {
        var name = RunOptions.NewRun("latency");
        return new LatencySettings
        {
            Place = s_run.Place(parsed, name),
            Engine = engine,
            ApplicationId = name,
            Partitions = parsed.GetValue(s_partitions),
            Users = parsed.GetValue(s_users),
            Rate = parsed.GetValue(s_rate),
            WarmUp = parsed.GetValue(s_warmUp),
            Duration = parsed.GetValue(s_duration),
            Linger = parsed.GetValue(s_linger),
            Seed = parsed.GetValue(s_seed),
        };
    }
}
