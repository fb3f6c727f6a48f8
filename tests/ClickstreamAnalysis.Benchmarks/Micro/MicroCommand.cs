using System.CommandLine;
using BenchmarkDotNet.Running;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>Single operations, with what they allocate.</summary>
internal static class MicroCommand
{
    // Of BenchmarkDotNet, each with what it is when it is not given. A machine with other things to do needs longer to build.
    private static readonly (string[] Names, string[] ByDefault)[] s_defaults =
    [
        (["--filter", "-f"], ["--filter", "*"]),
        (["--job", "-j"], ["--job", "short"]),
        (["--buildTimeout"], ["--buildTimeout", "600"]),
    ];

    public static Command Create()
    {
        var arguments = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore, Description = "Arguments of BenchmarkDotNet, for example --filter *Parse*." };
        var command = new Command("micro", "Operators, the live table, sketches and serdes one by one: time and allocated bytes.") { arguments };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed =>
        {
            string[] given = [.. parsed.GetValue(arguments) ?? [], .. parsed.UnmatchedTokens];
            var missing = s_defaults.Where(option => !option.Names.Any(given.Contains)).SelectMany(option => option.ByDefault);
            BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run([.. given, .. missing]);
        });
        return command;
    }
}
