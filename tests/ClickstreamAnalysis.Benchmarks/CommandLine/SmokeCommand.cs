using System.CommandLine;

namespace ClickstreamAnalysis.Benchmarks.CommandLine;

/// <summary>Runs every measurement at a tiny size in one process, to check that each works. The figures mean nothing.</summary>
internal static class SmokeCommand
{
    private static readonly string[] s_runs =
    [
        "rate --clicks 2000 --partitions 2 --topologies all",
        "latency --rate 500 --users 100 --warm-up 10ms --duration 100ms --partitions 2",
        "memory --clicks 100 --rate 500 --users 100 --partitions 2 --sample 50ms",
        "growth --users 100 --clicks 20000 --warm-up 100 --closing 100 --partitions 1",
        "restore --users 500 --rate 500 --load 50ms --kills 1 --partitions 2",
        "collector --batches 1 5 --connections 2 --warm-up 10ms --duration 100ms --partitions 2",
    ];

    /// <param name="root">The command of all measurements.</param>
    /// <param name="invocation">How they are run.</param>
    public static Command Create(RootCommand root, InvocationConfiguration invocation)
    {
        var command = new Command("smoke", "Runs every measurement at a tiny size and prints one JSON object each: a check that they work, not for figures.");
        command.SetAction(async (_, cancellationToken) =>
        {
            foreach (var run in s_runs)
            {
                var exitCode = await root.Parse($"{run} --in-process --one-process --json").InvokeAsync(invocation, cancellationToken);
                if (exitCode != 0)
                {
                    return exitCode;
                }
            }

            return 0;
        });
        return command;
    }
}
