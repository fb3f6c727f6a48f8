using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>The sources and the built files of the dashboard in the repository that these tests were compiled from.</summary>
internal static class DashboardFiles
{
    private static readonly string s_dashboard = Path.Combine(FindRoot(), "src", "ClickstreamAnalysis.AspNetCore", "Dashboard");

    public static string Sources { get; } = Path.Combine(s_dashboard, "Web");

    public static string Built { get; } = Path.Combine(s_dashboard, "Assets");

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
