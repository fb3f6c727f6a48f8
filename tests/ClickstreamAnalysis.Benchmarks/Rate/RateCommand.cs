using System.CommandLine;
using ClickstreamAnalysis.Benchmarks.CommandLine;
using ClickstreamAnalysis.Benchmarks.Rate.Topologies;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>How fast clicks become sessions, and for how much.</summary>
internal static class RateCommand
{
    private const string KeyIgnored = "ignore-key";

    private static readonly RunOptions s_run = new();
    private static readonly Option<long> s_clicks = Numbers.Option("--clicks", 2_000_000L, "How many clicks to write, unless the topic is there already.");
    private static readonly Option<string?> s_topic = new("--topic") { HelpName = "T", Description = "Take the clicks from this topic, whatever wrote them. If it is not there it is made and filled, and kept." };
    private static readonly Option<string?> s_output = new("--output-topic") { HelpName = "T", Description = "Write the sessions to this topic, and keep it." };
    private static readonly EngineOptions s_engine = new();
    private static readonly Option<int> s_partitions = Numbers.Option("--partitions", 4, "Partitions of topics that are made.");
    private static readonly Option<bool> s_rekeyed = new("--rekeyed") { Description = "Clicks without keys, re-keyed by user through a repartition topic." };
    private static readonly Option<bool> s_listen = new("--listen") { Description = "Listen to all metrics and activities, and collect once a second." };
    private static readonly Option<int> s_dashboards = Numbers.Option("--dashboards", 0, "Serve the dashboard of the engine, and keep so many open and read, in the engine's process.", 0);
    private static readonly Option<int> s_seed = RunOptions.NewSeed();
    private static readonly Option<string> s_bare = new("--bare") { DefaultValueFactory = _ => "bytes", Description = "The loop to compare with: Consumer<byte[], byte[]> or Consumer<Ignore, byte[]>." };

    private static readonly Option<string> s_topologies = new("--topologies")
    {
        HelpName = "NAME,…",
        DefaultValueFactory = _ => "",
        Description = $"Also run these topologies over the same clicks, each in a process of its own: {RateTopologies.AllNames}, or of {string.Join(", ", RateTopologies.All.Select(static topology => topology.Name))}.",
    };

    public static Command Create()
    {
        s_bare.AcceptOnlyFromAmong("bytes", KeyIgnored);
        var command = new Command("rate", "Clicks to sessions: reads a topic of clicks to its end, beside a bare consumer of the same topic, and checks every session.")
        {
            s_clicks, s_topic, s_output, s_partitions, s_rekeyed, s_listen, s_dashboards, s_seed, s_bare, s_topologies,
        };
        s_engine.AddTo(command);
        s_run.AddTo(command);
        command.Validators.Add(result =>
        {
            if (s_run.IsInProcess(result) && (result.GetResult(s_topic) ?? result.GetResult(s_output)) is not null)
            {
                result.AddError("--topic and --output-topic are for --bootstrap: the embedded log is made for the run and deleted after it.");
            }
        });
        command.Validators.Add(static result =>
        {
            RateTopologies.Parse(result.GetValue(s_topologies) ?? "", out var unknown);
            if (unknown.Count > 0)
            {
                result.AddError($"There is no topology {string.Join(", ", unknown)}: see --help.");
            }

            if (result.GetResult(s_topologies) is { Implicit: false } && result.GetValue(s_rekeyed))
            {
                result.AddError("--topologies needs clicks with keys, and --rekeyed writes them without.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = RunOptions.NewRun("rate");
        var settings = new RateSettings
        {
            Place = s_run.Place(parsed, name),
            ApplicationId = name,
            Topic = parsed.GetValue(s_topic) ?? $"{name}-clicks",
            OutputTopic = parsed.GetValue(s_output) ?? $"{name}-sessions",
            Clicks = parsed.GetValue(s_clicks),
            Seed = parsed.GetValue(s_seed),
            Partitions = parsed.GetValue(s_partitions),
            IsRekeyed = parsed.GetValue(s_rekeyed),
            IsListenedTo = parsed.GetValue(s_listen),
            Dashboards = parsed.GetValue(s_dashboards),
            Engine = s_engine.Settings(parsed),
            Bare = parsed.GetValue(s_bare) == KeyIgnored ? BareLoop.IgnoreKey : BareLoop.Bytes,
        };
        var measurement = new RateMeasurement(
            settings,
            RateTopologies.Parse(parsed.GetValue(s_topologies) ?? "", out _),
            keepTopic: parsed.GetValue(s_topic) is not null,
            keepOutput: parsed.GetValue(s_output) is not null,
            RunOptions.Progress);
        var result = await measurement.RunAsync(cancellationToken);
        s_run.Print(parsed, result, RateTable.Write);
        return result.IsComplete ? 0 : 1;
    }
}
