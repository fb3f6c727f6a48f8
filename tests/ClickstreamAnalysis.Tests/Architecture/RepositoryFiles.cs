using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Tests.Architecture;

/// <summary>The source files of the repository that these tests were compiled from.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>The C# files below a folder, without what the compiler made.</summary>
    public static IEnumerable<string> Of(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // Deterministic builds replace the root in the path of this file, so look up from the binaries, too.
        foreach (var start in new[] { Path.GetDirectoryName(here), AppContext.BaseDirectory })
        {
            for (var folder = start is null ? null : new DirectoryInfo(start); folder is { Exists: true }; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "ClickstreamAnalysis.sln")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new InvalidOperationException("The repository's root was not found above the tests.");
    }
}
