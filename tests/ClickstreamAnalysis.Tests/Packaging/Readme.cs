using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Tests.Packaging;

/// <summary>The project's README, as it lies in the repository.</summary>
internal static class Readme
{
    /// <summary>The top folder of the repository, found from where this file was compiled or, failing that, from the test's output.</summary>
    public static string Repository { get; } = Find(AppContext.BaseDirectory) ?? Find(SourceFolder())
        ?? throw new InvalidOperationException("The repository's solution file was not found above the tests.");

    /// <summary>The first fenced block of a language, with a line break after every line.</summary>
    public static string Block(string language)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository, "README.md"))
            .SkipWhile(line => line != $"```{language}").Skip(1).TakeWhile(line => line != "```").ToArray();
        Assert.That(lines, Is.Not.Empty, $"README.md has no block ```{language}.");
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static string? Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "ClickstreamAnalysis.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }

    private static string? SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path);
}
