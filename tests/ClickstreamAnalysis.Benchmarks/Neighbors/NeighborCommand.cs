using System.CommandLine;
using ClickstreamAnalysis.Benchmarks.CommandLine;
using ClickstreamAnalysis.Benchmarks.Rate;

namespace ClickstreamAnalysis.Benchmarks.Neighbors;

/// <summary>The same sessions by a hand-written Streamiz processor, by the operator inside Streamiz, and by the engine.</summary>
internal static class NeighborCommand
{
    private static readonly RunOptions s_run = new();
    private static readonly Option<long> s_clicks = Numbers.Option("--clicks", 500_000L, "How many clicks to write.");
    private static readonly EngineOptions s_engine = new();
    private static readonly Option<int> s_partitions = Numbers.Option("--partitions", 4, "Partitions of the topics.");
    private static readonly Option<int> s_seed = RunOptions.NewSeed();

    public static Command Create()
    {
        var command = new Command("streamiz", "The same sessions by a hand-written Streamiz processor, by Sessionize inside Streamiz, and by this library's engine.")
        {
            s_clicks, s_partitions, s_seed,
        };
        s_engine.AddTo(command);
        s_run.AddTo(command);
        command.Validators.Add(result =>
        {
            if (s_run.IsInProcess(result))
            {
                result.AddError("Streamiz needs a broker: use --bootstrap HOST:PORT.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = RunOptions.NewRun("streamiz");
        var settings = new RateSettings
        {
            Place = s_run.Place(parsed, name),
            ApplicationId = name,
            Topic = $"{name}-clicks",
            OutputTopic = $"{name}-sessions",
            Clicks = parsed.GetValue(s_clicks),
            Seed = parsed.GetValue(s_seed),
            Partitions = parsed.GetValue(s_partitions),
            Engine = s_engine.Settings(parsed),
            Bare = BareLoop.Bytes,
        };
        var result = await new NeighborMeasurement(settings, RunOptions.Progress).RunAsync(cancellationToken);
        s_run.Print(parsed, result, NeighborTable.Write);
        return result.IsComplete ? 0 : 1;
    }
}
