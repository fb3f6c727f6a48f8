using System.CommandLine;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.CommandLine;

/// <summary>The options of every measurement of the engine.</summary>
internal sealed class EngineOptions
{
    private const string ExactlyOnce = "exactly-once";
    private const string AtLeastOnce = "at-least-once";

    private readonly Option<string> _guarantee = new("--guarantee") { DefaultValueFactory = _ => ExactlyOnce, Description = "Whether a crash may repeat results." };
    private readonly Option<TimeSpan> _interval = Durations.Option("--commit-interval", TimeSpan.FromMilliseconds(100), "How often results are committed.");
    private readonly Option<int> _threads = NewThreads();
    private readonly Option<int> _budget = NewBudget();
    private readonly Option<int> _queries = NewQueries();
    private readonly Option<bool> _scans = NewScans();

    public static Option<int> NewThreads() => Numbers.Option("--threads", 1, "Threads of the engine.");

    public static Option<int> NewBudget() => Numbers.Option("--budget", 256, "MiB of memory for the engine (StreamsOptions.MemoryBudgetBytes).", 32);

    public static Option<int> NewQueries() => Numbers.Option("--queries", 0, "Point queries of the state a second, from the engine's process.", 0);

    public static Option<bool> NewScans() => new("--scans") { Description = "Scan the whole state all the time, from the engine's process." };

    public void AddTo(Command command)
    {
        _guarantee.AcceptOnlyFromAmong(ExactlyOnce, AtLeastOnce);
        command.Add(_guarantee);
        command.Add(_interval);
        command.Add(_threads);
        command.Add(_budget);
        command.Add(_queries);
        command.Add(_scans);
    }

    public EngineSettings Settings(ParseResult parsed) => new()
    {
        IsExactlyOnce = parsed.GetValue(_guarantee) == ExactlyOnce,
        CommitInterval = parsed.GetValue(_interval),
        Threads = parsed.GetValue(_threads),
        BudgetMiB = parsed.GetValue(_budget),
        Queries = parsed.GetValue(_queries),
        IsScanned = parsed.GetValue(_scans),
    };
}
