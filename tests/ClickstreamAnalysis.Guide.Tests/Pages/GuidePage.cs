using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ClickstreamAnalysis.Guide.Tests.Pages;

/// <summary>Reads the pages of the guide and finds the programs on them.</summary>
/// <remarks>
/// A program is a block <c>```csharp</c>; what it prints is the next block <c>```text</c>. A block whose fence names a file,
/// such as <c>```json clicks.jsonl</c>, is a file that the programs below it read; one of C# is compiled.
/// </remarks>
internal static partial class GuidePage
{
    /// <summary>The top folder of the repository.</summary>
    public static string Repository { get; } = Find(AppContext.BaseDirectory) ?? Find(SourceFolder())
        ?? throw new InvalidOperationException("The repository's solution file was not found above the tests.");

    /// <summary>The README and every page of the guide, as paths below the repository.</summary>
    public static IEnumerable<string> All =>
        Directory.EnumerateFiles(Path.Combine(Repository, "docs", "guide"), "*.md").Order(StringComparer.Ordinal)
            .Prepend(Path.Combine(Repository, "README.md"))
            .Select(file => Path.GetRelativePath(Repository, file).Replace('\\', '/'));

    /// <summary>The programs of all pages.</summary>
    public static IEnumerable<GuideProgram> Programs => All.SelectMany(page => Read(page, File.ReadAllLines(Path.Combine(Repository, page))));

    /// <summary>The source files on all pages, <c>```csharp Name.cs</c>, which are compiled and not run.</summary>
    public static IEnumerable<(string Name, string Code)> SourceFiles =>
        from page in All
        from Match block in SourceFile().Matches(File.ReadAllText(Path.Combine(Repository, page)).ReplaceLineEndings("\n"))
        select ($"{page}, {block.Groups["name"].Value}", block.Groups["code"].Value);

    /// <summary>Finds the programs of one page.</summary>
    public static IEnumerable<GuideProgram> Read(string page, IReadOnlyList<string> lines)
    {
        var files = new Dictionary<string, string>();
        GuideProgram? program = null;
        var between = "";
        for (var i = 0; i < lines.Count; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                between += lines[i] + " ";
                continue;
            }

            var begin = i + 1;
            var fence = lines[i][3..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            while (++i < lines.Count && lines[i] != "```")
            {
            }

            var text = string.Concat(lines.Take(i).Skip(begin).Select(line => line + "\n"));
            if (fence is [_, var name])
            {
                files[name] = text;
            }
            else if (fence is ["csharp"])
            {
                if (program is not null)
                {
                    yield return program;
                }

                program = new(page, begin + 1, text, new Dictionary<string, string>(files), Output: null, IsOrdered: true);
            }
            else if (fence is ["text"] && program is not null)
            {
                yield return program with { Output = text, IsOrdered = !between.Contains("in some order", StringComparison.Ordinal) };
                program = null;
            }

            between = "";
        }

        if (program is not null)
        {
            yield return program;
        }
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

    [GeneratedRegex(@"^```csharp (?<name>\S+\.cs)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SourceFile();
}
