using System.CommandLine;
using ClickstreamAnalysis.Benchmarks.CommandLine;
using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Benchmarks.Rate;

namespace ClickstreamAnalysis.Benchmarks.Growth;

/// <summary>Whether many users make each click more expensive.</summary>
internal static class GrowthCommand
{
    private static readonly RunOptions s_run = new();
    private static readonly EngineOptions s_engine = new();
    private static readonly Option<int[]> s_users = new("--users")
    {
        HelpName = "N N …",
        Description = "Users with an open session, one row of the table for each number.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [10_000, 100_000, 1_000_000],
    };

    private static readonly Option<int> s_clicks = Numbers.Option("--clicks", 1_000_000, "Clicks that are measured.");
    private static readonly Option<int> s_warmUp = Numbers.Option("--warm-up", 500_000, "Clicks before those.");
    private static readonly Option<int> s_closing = Numbers.Option("--closing", 200_000, "Sessions that close, the second half of them measured.", 2);
    private static readonly Option<int> s_partitions = Numbers.Option("--partitions", 4, "Partitions of the topic.");
    private static readonly Option<int> s_seed = RunOptions.NewSeed();

    public static Command Create()
    {
        var command = new Command("growth", "What a click and a closed session cost, by the number of users in the state.")
        {
            s_users, s_clicks, s_warmUp, s_closing, s_partitions, s_seed,
        };
        s_users.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (result.GetValue(s_users)?.Any(users => users < 1) ?? true))
            {
                result.AddError("--users must be at least 1 each.");
            }
        });
        s_engine.AddTo(command);
        s_run.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var rows = new List<GrowthRow>();
        foreach (var users in parsed.GetValue(s_users)!)
        {
            rows.Add(await GrowthMeasurement.RunAsync(Settings(parsed, users), RunOptions.Progress, cancellationToken));
        }

        var result = new GrowthResult
        {
            Date = TimeProvider.System.GetUtcNow(),
            Machine = Machine.Here(),
            Log = rows[0].Settings.Place.Describe(),
            BareLoop = BarePhase.Describe(GrowthMeasurement.BareSettings(rows[0].Settings)),
            Rows = rows,
        };
        s_run.Print(parsed, result, GrowthTable.Write);
        return 0;
    }

    private static GrowthSettings Settings(ParseResult parsed, int users)
    {
        var name = RunOptions.NewRun("growth");
        return new GrowthSettings
        {
            Place = s_run.Place(parsed, name),
            Engine = s_engine.Settings(parsed),
            ApplicationId = name,
            Topic = $"{name}-clicks",
            Users = users,
            Closing = parsed.GetValue(s_closing),
            WarmUp = parsed.GetValue(s_warmUp),
            Clicks = parsed.GetValue(s_clicks),
            Partitions = parsed.GetValue(s_partitions),
            Seed = parsed.GetValue(s_seed),
        };
    }
}
