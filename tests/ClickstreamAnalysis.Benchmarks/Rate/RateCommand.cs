using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClickstreamAnalysis.Benchmarks.CommandLine;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>How fast clicks become sessions, and for how much.</summary>
internal static class RateCommand
{
    private const string ExactlyOnce = "exactly-once";
    private const string AtLeastOnce = "at-least-once";
    private const string KeyIgnored = "ignore-key";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) } };

    private static readonly Option<string?> s_bootstrap = new("--bootstrap") { HelpName = "HOST:PORT", Description = "Measure on this Kafka cluster." };
    private static readonly Option<bool> s_inProcess = new("--in-process") { Description = "Measure on the embedded log, without a broker." };
    private static readonly Option<long> s_clicks = Whole<long>("--clicks", 2_000_000, "How many clicks to write, unless the topic is there already.");
    private static readonly Option<string?> s_topic = new("--topic") { HelpName = "T", Description = "Take the clicks from this topic, whatever wrote them. If it is not there it is made and filled, and kept." };
    private static readonly Option<string?> s_output = new("--output-topic") { HelpName = "T", Description = "Write the sessions to this topic, and keep it." };
    private static readonly Option<string> s_guarantee = new("--guarantee") { DefaultValueFactory = _ => ExactlyOnce, Description = "Whether a crash may repeat results." };
    private static readonly Option<TimeSpan> s_interval = Durations.Option("--commit-interval", TimeSpan.FromMilliseconds(100), "How often results are committed.");
    private static readonly Option<int> s_threads = Whole("--threads", 1, "Threads of the engine.");
    private static readonly Option<int> s_partitions = Whole("--partitions", 4, "Partitions of topics that are made.");
    private static readonly Option<int> s_seed = Whole("--seed", 1, "Seed of the clicks.");
    private static readonly Option<string> s_bare = new("--bare") { DefaultValueFactory = _ => "bytes", Description = "The loop to compare with: Consumer<byte[], byte[]> or Consumer<Ignore, byte[]>." };
    private static readonly Option<DirectoryInfo?> s_state = new("--state") { HelpName = "DIR", Description = "Where state lies during the run, in a directory of its own that is deleted at the end. Default: the system's directory for temporary files." };
    private static readonly Option<bool> s_asJson = new("--json") { Description = "Print one JSON object; the table goes to standard error." };

    public static Command Create()
    {
        s_guarantee.AcceptOnlyFromAmong(ExactlyOnce, AtLeastOnce);
        s_bare.AcceptOnlyFromAmong("bytes", KeyIgnored);
        var command = new Command("rate", "Clicks to sessions: reads a topic of clicks to its end, beside a bare consumer of the same topic, and checks every session.")
        {
            s_bootstrap, s_inProcess, s_clicks, s_topic, s_output, s_guarantee, s_interval, s_threads, s_partitions, s_seed, s_bare, s_state, s_asJson,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(s_bootstrap) is null == result.GetResult(s_inProcess) is null)
            {
                result.AddError("Say where to measure: --bootstrap HOST:PORT or --in-process.");
            }

            if (result.GetResult(s_inProcess) is not null && (result.GetResult(s_topic) ?? result.GetResult(s_output)) is not null)
            {
                result.AddError("--topic and --output-topic are for --bootstrap: the embedded log is made for the run and deleted after it.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = $"rate-{Guid.NewGuid().ToString("N")[..8]}";
        var settings = new RateSettings
        {
            Bootstrap = parsed.GetValue(s_bootstrap),
            ApplicationId = name,
            Topic = parsed.GetValue(s_topic) ?? $"{name}-clicks",
            OutputTopic = parsed.GetValue(s_output) ?? $"{name}-sessions",
            Clicks = parsed.GetValue(s_clicks),
            Seed = parsed.GetValue(s_seed),
            Partitions = parsed.GetValue(s_partitions),
            IsExactlyOnce = parsed.GetValue(s_guarantee) == ExactlyOnce,
            CommitInterval = parsed.GetValue(s_interval),
            Threads = parsed.GetValue(s_threads),
            Bare = parsed.GetValue(s_bare) == KeyIgnored ? BareLoop.IgnoreKey : BareLoop.Bytes,
            Directory = Path.Combine(parsed.GetValue(s_state)?.FullName ?? Path.GetTempPath(), name),
        };
        var measurement = new RateMeasurement(
            settings,
            keepTopic: parsed.GetValue(s_topic) is not null,
            keepOutput: parsed.GetValue(s_output) is not null,
            what => Console.Error.WriteLine($"… {what}"));
        var result = await measurement.RunAsync(cancellationToken);
        RateTable.Write(result, parsed.GetValue(s_asJson) ? Console.Error : Console.Out);
        if (parsed.GetValue(s_asJson))
        {
            Console.WriteLine(JsonSerializer.Serialize(result, s_json));
        }

        return result.IsComplete ? 0 : 1;
    }

    private static Option<T> Whole<T>(string name, T byDefault, string description)
        where T : struct, System.Numerics.INumber<T>
    {
        var option = new Option<T>(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (name != "--seed" && result.Tokens.Count > 0 && result.GetValue(option) < T.One)
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }
}
