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

    public static Option<int> NewThreads() => Numbers.Option("--threads", 1, "Threads of the engine.");

    public static Option<int> NewBudget() => Numbers.Option("--budget", 256, "MiB of memory for the engine (StreamsOptions.MemoryBudgetBytes).", 32);

    public void AddTo(Command command)
    {
        _guarantee.AcceptOnlyFromAmong(ExactlyOnce, AtLeastOnce);
        command.Add(_guarantee);
        command.Add(_interval);
        command.Add(_threads);
        command.Add(_budget);
    }

    public EngineSettings Settings(ParseResult parsed) => new()
    {
        IsExactlyOnce = parsed.GetValue(_guarantee) == ExactlyOnce,
        CommitInterval = parsed.GetValue(_interval),
        Threads = parsed.GetValue(_threads),
        BudgetMiB = parsed.GetValue(_budget),
    };
}
