using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.CommandLine;

/// <summary>The options of every measurement: where it takes place, and how its result is printed.</summary>
internal sealed class RunOptions
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private const string OneProcessName = "--one-process";

    private readonly Option<string?> _bootstrap = new("--bootstrap") { HelpName = "HOST:PORT", Description = "Measure on this Kafka cluster." };
    private readonly Option<bool> _inProcess = new("--in-process") { Description = "Measure on the embedded log, without a broker." };
    private readonly Option<DirectoryInfo?> _state = new("--state") { HelpName = "DIR", Description = "Where state lies during the run, in a directory of its own that is deleted at the end. Default: the system's directory for temporary files." };
    private readonly Option<bool> _asJson = new("--json") { Description = "Print one JSON object; the table goes to standard error." };

    private readonly Option<bool> _oneProcess = new(OneProcessName)
    {
        Description = "Run the parts of the measurement in this process: a quick check that it works, not for figures.",
        Action = new OneProcess(),
    };

    public void AddTo(Command command)
    {
        command.Add(_bootstrap);
        command.Add(_inProcess);
        command.Add(_state);
        command.Add(_asJson);
        command.Add(_oneProcess);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_bootstrap) is null == result.GetResult(_inProcess) is null)
            {
                result.AddError("Say where to measure: --bootstrap HOST:PORT or --in-process.");
            }
        });
    }

    public bool IsInProcess(SymbolResult result) => result.GetResult(_inProcess) is not null;

    public LogPlace Place(ParseResult parsed, string run) =>
        new(parsed.GetValue(_bootstrap), Path.Combine(parsed.GetValue(_state)?.FullName ?? Path.GetTempPath(), run));

    /// <summary>The seed of the clicks: any number.</summary>
    public static Option<int> NewSeed() => Numbers.Option("--seed", 1, "Seed of the clicks.", int.MinValue);

    /// <summary>A name for a run that no other run has.</summary>
    public static string NewRun(string command) => $"{command}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>What is being done, for people who wait.</summary>
    public static void Progress(string what) => Console.Error.WriteLine($"… {what}");

    public void Print<TResult>(ParseResult parsed, TResult result, Action<TResult, TextWriter> writeTable)
    {
        var asJson = parsed.GetValue(_asJson);
        writeTable(result, asJson ? Console.Error : Console.Out);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(result, s_json));
        }
    }

    private sealed class OneProcess : SynchronousCommandLineAction
    {
        public override bool Terminating => false;

        public override int Invoke(ParseResult parseResult)
        {
            // Also called when the option is not given.
            Phase.IsInThisProcess = parseResult.GetValue<bool>(OneProcessName);
            return 0;
        }
    }
}
