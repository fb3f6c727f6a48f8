using System.CommandLine;
using ClickstreamAnalysis.Benchmarks.CommandLine;

namespace ClickstreamAnalysis.Benchmarks.Collector;

/// <summary>What the click collector costs beside an endpoint that only reads its requests.</summary>
internal static class CollectorCommand
{
    private static readonly RunOptions s_run = new();
    private static readonly Option<int[]> s_batches = new("--batches")
    {
        HelpName = "N N …",
        Description = "Clicks of a request, 1 to 200, one row of the table for each number.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [1, 20, 100],
    };

    private static readonly Option<int> s_connections = Numbers.Option("--connections", 64, "Connections, each with one request at a time.");
    private static readonly Option<int> s_partitions = Numbers.Option("--partitions", 4, "Partitions of the topic.");
    private static readonly Option<TimeSpan> s_warmUp = Durations.Option("--warm-up", TimeSpan.FromSeconds(3), "How long each load runs before it is measured.");
    private static readonly Option<TimeSpan> s_duration = Durations.Option("--duration", TimeSpan.FromSeconds(10), "How long each load is measured.");
    private static readonly Option<int> s_seed = RunOptions.NewSeed();

    public static Command Create()
    {
        var command = new Command("collector", "Clicks a second and a CPU second of the click collector's server. The exit code is 1 when the log does not have exactly the accepted clicks.")
        {
            s_batches, s_connections, s_partitions, s_warmUp, s_duration, s_seed,
        };
        s_batches.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (result.GetValue(s_batches)?.Any(batch => batch is < 1 or > 200) ?? true))
            {
                result.AddError("--batches must be 1 to 200 each.");
            }
        });
        s_run.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = RunOptions.NewRun("collector");
        var settings = new CollectorSettings
        {
            Place = s_run.Place(parsed, name),
            Application = name,
            Topic = $"{name}-clicks",
            Partitions = parsed.GetValue(s_partitions),
            Batches = parsed.GetValue(s_batches)!,
            Connections = parsed.GetValue(s_connections),
            WarmUp = parsed.GetValue(s_warmUp),
            Duration = parsed.GetValue(s_duration),
            Seed = parsed.GetValue(s_seed),
            Port = CollectorMeasurement.FreePort(),
        };
        var result = await new CollectorMeasurement(settings, RunOptions.Progress).RunAsync(cancellationToken);
        s_run.Print(parsed, result, CollectorTable.Write);
        return result.Accepted == result.InLog ? 0 : 1;
    }
}
