using System.CommandLine;
using ClickstreamAnalysis.Benchmarks.CommandLine;

namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>How much memory the engine takes with many users, over time.</summary>
internal static class MemoryCommand
{
    private static readonly RunOptions s_run = new();
    private static readonly EngineOptions s_engine = new();
    private static readonly Option<int> s_users = Numbers.Option("--users", 10_000_000, "Users, each with a row in every store.");
    private static readonly Option<int> s_partitions = Numbers.Option("--partitions", 24, "Partitions of the topic.");
    private static readonly Option<int> s_stores = Numbers.Option("--stores", 3, "State stores, 1 to 3: sessions, counts in windows, clicks of each user.");
    private static readonly Option<int> s_rate = Numbers.Option("--rate", 10_000, "Clicks a second of the constant load; 0 for as many as possible.", 0);
    private static readonly Option<double> s_minutes = Numbers.Option("--minutes", 2.0, "How long the constant load lasts.", 0.01);
    private static readonly Option<long?> s_clicks = new("--clicks") { HelpName = "N", Description = "How many clicks the constant load is, instead of --minutes." };
    private static readonly Option<bool> s_fill = new("--fill") { Description = "First let every user click once, as fast as possible, so that the state is there from the beginning." };
    private static readonly Option<TimeSpan> s_gap = Durations.Option("--gap", TimeSpan.FromMinutes(30), "Gap between sessions.");
    private static readonly Option<TimeSpan> s_window = Durations.Option("--window", TimeSpan.FromHours(1), "Size of windows. Event time begins with one.");
    private static readonly Option<TimeSpan> s_sampling = Durations.Option("--sample", TimeSpan.FromSeconds(1), "How often memory is looked at.");
    private static readonly Option<FileInfo?> s_csv = new("--csv") { HelpName = "FILE", Description = "Where samples go. Default: a file in the system's directory for temporary files." };
    private static readonly Option<int> s_seed = RunOptions.NewSeed();

    public static Command Create()
    {
        var command = new Command("memory", "Memory of the engine's process under constant load. The exit code is 1 when 1.3 x budget + 90 MiB is exceeded.")
        {
            s_users, s_partitions, s_stores, s_rate, s_minutes, s_clicks, s_fill, s_gap, s_window, s_sampling, s_csv, s_seed,
        };
        s_engine.AddTo(command);
        s_run.AddTo(command);
        s_stores.AcceptOnlyFromAmong("1", "2", "3");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = RunOptions.NewRun("memory");
        var settings = new MemorySettings
        {
            Place = s_run.Place(parsed, name),
            Engine = s_engine.Settings(parsed),
            ApplicationId = name,
            Topic = $"{name}-clicks",
            Users = parsed.GetValue(s_users),
            Partitions = parsed.GetValue(s_partitions),
            Stores = parsed.GetValue(s_stores),
            Rate = parsed.GetValue(s_rate),
            Duration = TimeSpan.FromMinutes(parsed.GetValue(s_minutes)),
            Clicks = parsed.GetValue(s_clicks),
            Fills = parsed.GetValue(s_fill),
            Gap = parsed.GetValue(s_gap),
            Window = parsed.GetValue(s_window),
            Sampling = parsed.GetValue(s_sampling),
            CsvFile = parsed.GetValue(s_csv)?.FullName ?? Path.Combine(Path.GetTempPath(), $"{name}.csv"),
            Seed = parsed.GetValue(s_seed),
        };
        var result = await new MemoryMeasurement(settings, RunOptions.Progress).RunAsync(cancellationToken);
        s_run.Print(parsed, result, MemoryTable.Write);
        return result.Memory.IsWithinLimit && result.Load.IsDone ? 0 : 1;
    }
}
