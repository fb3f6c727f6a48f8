using System.Reflection;
using System.Runtime.Loader;
using ClickstreamAnalysis.Guide.Tests.Pages;

namespace ClickstreamAnalysis.Guide.Tests.Programs;

/// <summary>Runs programs of the guide in this process, one at a time, and compares what they print with what the page says.</summary>
internal static class ProgramRunner
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Compiles and runs a program in a new temporary directory.</summary>
    public static void Run(GuideProgram program)
    {
        var (assembly, mistakes) = ProgramCompiler.Compile(program.Code);
        Assert.That(mistakes, Is.Empty, $"{program} does not compile.");
        var printed = Run(assembly, program.Files);
        if (program.Output is null)
        {
            return;
        }

        var (expected, actual) = (Lines(program.Output), Lines(printed));
        Assert.That(actual, program.IsOrdered ? Is.EqualTo(expected) : Is.EquivalentTo(expected), $"{program} printed:\n{printed}");
    }

    // Directory, output and environment belong to the process: tests of one assembly run one after the other.
    private static string Run(byte[] assembly, IReadOnlyDictionary<string, string> files)
    {
        var (before, output, errors) = (Environment.CurrentDirectory, Console.Out, Console.Error);
        var dataHome = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        var directory = Directory.CreateTempSubdirectory("clickstream-guide-").FullName;
        using var printed = new StringWriter();
        try
        {
            foreach (var (name, text) in files)
            {
                File.WriteAllText(Path.Combine(directory, name), text);
            }

            Environment.CurrentDirectory = directory;
            Environment.SetEnvironmentVariable("XDG_DATA_HOME", Path.Combine(directory, "local-data"));
            Console.SetOut(TextWriter.Synchronized(printed));
            Console.SetError(Console.Out);
            var context = new AssemblyLoadContext("Program", isCollectible: true);
            var main = context.LoadFromStream(new MemoryStream(assembly)).EntryPoint!;
            var run = Task.Run(() => main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [Array.Empty<string>()], null));
            Assert.That(run.Wait(s_patience), Is.True, $"It did not end within {s_patience}. It printed:\n{printed}");
            context.Unload();
            return printed.ToString();
        }
        catch (AggregateException failed) when (failed.InnerException is { } error)
        {
            throw new AssertionException($"It failed: {error}\nIt printed:\n{printed}", error);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
            Environment.CurrentDirectory = before;
            Environment.SetEnvironmentVariable("XDG_DATA_HOME", dataHome);
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
