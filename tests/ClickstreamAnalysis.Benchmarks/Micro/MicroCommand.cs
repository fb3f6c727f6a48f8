using System.CommandLine;
using BenchmarkDotNet.Running;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>Operators one by one, with what they allocate.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        var arguments = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore, Description = "Arguments of BenchmarkDotNet, for example --filter *Parse*." };
        var command = new Command("micro", "Operators one by one: time and allocated bytes for each event.") { arguments };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed =>
        {
            string[] all = [.. parsed.GetValue(arguments) ?? [], .. parsed.UnmatchedTokens];
            BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(all.Length == 0 ? ["--filter", "*"] : all);
        });
        return command;
    }
}
