using System.CommandLine;
using ClickstreamAnalysis.Benchmarks.CommandLine;

namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>How long it takes until there is state again.</summary>
internal static class RestoreCommand
{
    private const string Sessions = "sessions";

    private static readonly RunOptions s_run = new();
    private static readonly EngineOptions s_engine = new();
    private static readonly Option<int> s_users = Numbers.Option("--users", 1_000_000, "Users, each with a row.");
    private static readonly Option<string> s_store = new("--store") { DefaultValueFactory = _ => Sessions, Description = "What is kept of each user: an open session, or a number." };
    private static readonly Option<int> s_partitions = Numbers.Option("--partitions", 4, "Partitions of the topic.");
    private static readonly Option<int> s_kills = Numbers.Option("--kills", 3, "How many times the engine is killed and restarted.", 0);
    private static readonly Option<int> s_rate = Numbers.Option("--rate", 10_000, "Clicks a second until it is killed.");
    private static readonly Option<TimeSpan> s_load = Durations.Option("--load", TimeSpan.FromSeconds(6), "How long until it is killed.");
    private static readonly Option<int> s_seed = RunOptions.NewSeed();

    public static Command Create()
    {
        s_store.AcceptOnlyFromAmong(Sessions, "counts");
        var command = new Command("restore", "State from its changelog: all of it, and what a kill -9 left out.")
        {
            s_users, s_store, s_partitions, s_kills, s_rate, s_load, s_seed,
        };
        s_engine.AddTo(command);
        s_run.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = RunOptions.NewRun("restore");
        var settings = new RestoreSettings
        {
            Place = s_run.Place(parsed, name),
            Engine = s_engine.Settings(parsed),
            ApplicationId = name,
            Topic = $"{name}-clicks",
            Users = parsed.GetValue(s_users),
            Partitions = parsed.GetValue(s_partitions),
            KeepsSessions = parsed.GetValue(s_store) == Sessions,
            Rate = parsed.GetValue(s_rate),
            LoadTime = parsed.GetValue(s_load),
            Seed = parsed.GetValue(s_seed),
        };
        var result = await new RestoreMeasurement(settings, parsed.GetValue(s_kills), RunOptions.Progress).RunAsync(cancellationToken);
        s_run.Print(parsed, result, RestoreTable.Write);
        return 0;
    }
}
