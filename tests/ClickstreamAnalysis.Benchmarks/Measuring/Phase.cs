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
    private const string CommandName = "phase";

    private readonly string _name;
    private readonly Func<string, Task<string>> _run;

    private Phase(string name, Func<string, Task<string>> run) => (_name, _run) = (name, run);

    public static Phase Of<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> run) =>
        new(name, async input => JsonSerializer.Serialize(await run(JsonSerializer.Deserialize<TInput>(input)!)));

    /// <summary>The hidden command behind which phases run in their process.</summary>
    public static Command Command(params Phase[] phases)
    {
        var name = new Argument<string>("name");
        var command = new Command(CommandName, "A part of another command; not for use by hand.") { name };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            var phase = phases.Single(phase => phase._name == parsed.GetValue(name));
            var input = await Console.In.ReadLineAsync(CancellationToken.None) ?? "";
            StopWithParent();
            await Console.Out.WriteLineAsync(await phase._run(input));
        });
        return command;
    }

    /// <summary>Runs a phase in a process of its own.</summary>
    /// <exception cref="BenchmarkException">The phase failed; what it said went to standard error.</exception>
    public static async Task<TOutput> RunAsync<TInput, TOutput>(string name, TInput input, CancellationToken cancellationToken)
    {
        var executable = Environment.ProcessPath!;
        var start = new ProcessStartInfo(executable) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(executable) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Phase).Assembly.Location);
        }

        start.ArgumentList.Add(CommandName);
        start.ArgumentList.Add(name);
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(input));
            await process.StandardInput.FlushAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<TOutput>(output)!
                : throw new BenchmarkException($"The phase '{name}' ended with exit code {process.ExitCode}.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }
        }
    }

    // The parent never closes its end before the phase is over, unless it ends itself.
    private static void StopWithParent() => new Thread(() =>
    {
        Console.In.ReadToEnd();
        Environment.Exit(1);
    }) { IsBackground = true }.Start();
}
