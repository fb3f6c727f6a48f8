using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>How many clicks a second, and a CPU-second, become sessions.</summary>
internal static class RateCommand
{
    public static Command Create()
    {
        var bootstrap = new Option<string?>("--bootstrap") { Description = "The broker, as HOST:PORT." };
        var inProcess = new Option<bool>("--in-process") { Description = "The embedded log instead of a broker." };
        var clicks = new Option<long>("--clicks") { DefaultValueFactory = _ => 1_000_000, Description = "How many clicks the topic is filled with." };
        var topic = new Option<string?>("--topic") { Description = "A topic of such clicks that is there already, with four partitions." };
        var output = new Option<string?>("--output-topic") { Description = "Where closed sessions go; made when it is not there." };
        var guarantee = new Option<string>("--guarantee") { DefaultValueFactory = _ => "exactly-once" };
        guarantee.AcceptOnlyFromAmong("exactly-once", "at-least-once");
        var interval = new Option<TimeSpan>("--commit-interval")
        {
            DefaultValueFactory = _ => TimeSpan.FromMilliseconds(100),
            CustomParser = result => ParseMilliseconds(result.Tokens[0].Value),
            Description = "For example 100ms or 2s.",
        };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
        var state = new Option<string?>("--state") { Description = "Where log and state lie; a temporary directory unless given." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of a table." };
        var command = new Command("rate", "Clicks to sessions, from a full topic to its end, beside a bare consumer of the same topic.")
        {
            bootstrap, inProcess, clicks, topic, output, guarantee, interval, threads, seed, state, json,
        };
        command.SetAction(parsed =>
        {
            var servers = parsed.GetValue(bootstrap);
            if (servers is null != parsed.GetValue(inProcess))
            {
                Console.Error.WriteLine("Say either --bootstrap HOST:PORT or --in-process.");
                return 2;
            }

            var run = Guid.NewGuid().ToString("N")[..8];
            var directory = parsed.GetValue(state) ?? Directory.CreateTempSubdirectory("clickstream-rate-").FullName;
            var settings = new RateSettings
            {
                Bootstrap = servers,
                Topic = parsed.GetValue(topic) ?? $"rate-{run}-clicks",
                OutputTopic = parsed.GetValue(output) ?? $"rate-{run}-sessions",
                Clicks = parsed.GetValue(clicks),
                ExactlyOnce = parsed.GetValue(guarantee) == "exactly-once",
                CommitIntervalMs = parsed.GetValue(interval).TotalMilliseconds,
                Threads = parsed.GetValue(threads),
                Directory = directory,
                ApplicationId = $"rate-{run}",
                Seed = parsed.GetValue(seed),
            };
            try
            {
                return Run(settings, fill: parsed.GetValue(topic) is null, parsed.GetValue(json));
            }
            finally
            {
                if (parsed.GetValue(state) is null)
                {
                    Directory.Delete(directory, recursive: true);
                }
            }
        });
        return command;
    }

    private static int Run(RateSettings settings, bool fill, bool json)
    {
        var filled = fill ? RunPhase("fill", settings) : null;
        var bare = RunPhase("bare", settings);
        settings = settings with { Clicks = bare.Records };
        var engine = RunPhase("engine", settings);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { settings, machine = Machine(), filled, bare, engine }));
        }
        else
        {
            Print(settings, filled, bare, engine);
        }

        return filled is not null && filled.Sessions != engine.Sessions ? 1 : 0;
    }

    private static PhaseResult RunPhase(string phase, RateSettings settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            ArgumentList = { PhaseCommand.Name, phase, JsonSerializer.Serialize(settings) },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<PhaseResult>(output)!
            : throw new InvalidOperationException($"The phase '{phase}' ended with exit code {process.ExitCode}: {output}");
    }

    private static void Print(RateSettings settings, PhaseResult? filled, PhaseResult bare, PhaseResult engine)
    {
        var where = settings.Bootstrap is null ? "embedded log" : $"broker at {settings.Bootstrap}";
        var size = filled is null ? "unknown" : $"{(double)filled.ValueBytes / filled.Records:F0} bytes";
        Console.WriteLine($"{DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()):yyyy-MM-dd}, {Machine()}, {where}");
        Console.WriteLine(
            $"{engine.Records:N0} clicks of {size}, {Clicks.ClickGenerator.Users:N0} users, 5 % out of order within 60 s, {RateSettings.Partitions} partitions; "
            + $"gap 30 min, grace 60 s, sessions on close; {(settings.ExactlyOnce ? "exactly-once" : "at-least-once")}, commits every {settings.CommitIntervalMs} ms, "
            + $"{settings.Threads} thread(s), RocksDB state, changelog");
        Console.WriteLine();
        Console.WriteLine("phase           events/s   CPU-s   events/CPU-s   2nd half/CPU-s   bytes/event   peak MiB");
        PrintRow(settings.Bootstrap is null ? "bare embedded" : "bare byte[]", bare);
        PrintRow("engine", engine);
        Console.WriteLine();
        Console.WriteLine($"engine / bare: {engine.PerSecond / bare.PerSecond:F2} by wall clock, {engine.PerCpuSecond / bare.PerCpuSecond:F2} by CPU-seconds; {engine.Commits:N0} commits, {engine.Late:N0} late");
        Console.WriteLine(filled is null
            ? $"sessions read back, committed only: {engine.Sessions:N0}"
            : $"sessions read back, committed only: {engine.Sessions:N0}; expected {filled.Sessions:N0}: {(engine.Sessions == filled.Sessions ? "equal" : "DIFFERENT")}");
    }

    private static void PrintRow(string name, PhaseResult result) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-14} {result.PerSecond,10:N0} {result.CpuSeconds,7:F2} {result.PerCpuSecond,14:N0} {(result.HalfRecords > 0 ? result.HalfPerCpuSecond : 0),16:N0} {result.AllocatedPerRecord,13:F1} {result.PeakMebibytes,10:F0}"));

    private static string Machine() => $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}";

    private static TimeSpan ParseMilliseconds(string text) =>
        text.EndsWith("ms", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(double.Parse(text[..^2], CultureInfo.InvariantCulture))
        : text.EndsWith('s') ? TimeSpan.FromSeconds(double.Parse(text[..^1], CultureInfo.InvariantCulture))
        : TimeSpan.Parse(text, CultureInfo.InvariantCulture);
}
