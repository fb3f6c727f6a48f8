using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;

namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>
/// A part of a measurement that runs in a process of its own, so that no part warms up, loads or inherits memory from another.
/// Input and output are JSON.
/// </summary>
internal sealed class Phase
{
    /// <summary>Asks a phase, in a line of its own behind the input, to come to its end.</summary>
    public const string StopWord = "stop";

    private const string CommandName = "phase";

    private static Phase[] s_phases = [];

    private readonly string _name;
    private readonly Func<string, CancellationToken, Task<string>> _run;

    private Phase(string name, Func<string, CancellationToken, Task<string>> run) => (_name, _run) = (name, run);

    /// <summary>
    /// Whether phases run in this process instead of one of their own: quick, for a check that a measurement works. The figures
    /// mean nothing then.
    /// </summary>
    public static bool IsInThisProcess { get; set; }

    public static Phase Of<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> run) => Of<TInput, TOutput>(name, (input, _) => run(input));

    /// <param name="name">Unique among the phases.</param>
    /// <param name="run">The token is cancelled when the phase is to come to its end, and give its output.</param>
    public static Phase Of<TInput, TOutput>(string name, Func<TInput, CancellationToken, Task<TOutput>> run) =>
        new(name, async (input, stop) => JsonSerializer.Serialize(await run(JsonSerializer.Deserialize<TInput>(input)!, stop)));

    /// <summary>The hidden command behind which phases run in their process.</summary>
    public static Command Command(params Phase[] phases)
    {
        s_phases = phases;
        var name = new Argument<string>("name");
        var command = new Command(CommandName, "A part of another command; not for use by hand.") { name };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            var phase = Find(parsed.GetValue(name)!);
            var input = await Console.In.ReadLineAsync(CancellationToken.None) ?? "";
            using var stop = new CancellationTokenSource();
            ListenToParent(stop);
            await Console.Out.WriteLineAsync(await phase._run(input, stop.Token));
        });
        return command;
    }

    /// <summary>Runs a phase to its end, in a process of its own unless <see cref="IsInThisProcess"/>.</summary>
    /// <exception cref="BenchmarkException">The phase failed; what it said went to standard error.</exception>
    public static async Task<TOutput> RunAsync<TInput, TOutput>(string name, TInput input, CancellationToken cancellationToken)
    {
        if (IsInThisProcess)
        {
            var output = await Task.Run(() => Find(name)._run(JsonSerializer.Serialize(input), cancellationToken), cancellationToken);
            return JsonSerializer.Deserialize<TOutput>(output)!;
        }

        using var running = Start<TInput, TOutput>(name, input);
        return await running.OutputAsync(cancellationToken);
    }

    /// <summary>Starts a phase in a process of its own.</summary>
    public static RunningPhase<TOutput> Start<TInput, TOutput>(string name, TInput input)
    {
        var executable = Environment.ProcessPath!;
        var start = new ProcessStartInfo(executable) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(executable) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Phase).Assembly.Location);
        }

        start.ArgumentList.Add(CommandName);
        start.ArgumentList.Add(name);
        var process = Process.Start(start)!;
        var running = new RunningPhase<TOutput>(name, process);
        process.StandardInput.WriteLine(JsonSerializer.Serialize(input));
        process.StandardInput.Flush();
        return running;
    }

    private static Phase Find(string name) => s_phases.Single(phase => phase._name == name);

    // The parent never closes its end before the phase is over, unless it ends itself.
    private static void ListenToParent(CancellationTokenSource stop) => new Thread(() =>
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (line == StopWord)
            {
                stop.Cancel();
            }
        }

        Environment.Exit(1);
    })
    { IsBackground = true }.Start();
}
