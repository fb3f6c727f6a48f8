using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>Files of the repository.</summary>
internal static class Repository
{
    /// <summary>The path of a file.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root(), .. parts]);

    private static string Root([CallerFilePath] string here = "") => new[] { Path.GetDirectoryName(here), AppContext.BaseDirectory }
        .SelectMany(Above).First(static folder => File.Exists(Path.Combine(folder, "ClickstreamAnalysis.sln")));

    private static IEnumerable<string> Above(string? folder)
    {
        for (var at = folder is null ? null : new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}
