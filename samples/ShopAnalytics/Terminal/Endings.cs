using ShopAnalytics.Results;

namespace ShopAnalytics.Terminal;

/// <summary>The last lines of a run.</summary>
internal static class Endings
{
    public static string Of(RunSummary summary) =>
        summary.IsComplete ? "Done: everything is read, closed and committed." : "Stopped. Start again to continue.";

    /// <summary>Where the data of the run is, and how to remove it.</summary>
    public static string DataOf(ViewData data) =>
        $"Data: {Figures.Bytes(data.DataBytes)} in '{data.DataDirectory}'. To start over, remove it: {RemovalOf(data.DataDirectory)}";

    /// <summary>The command that removes a directory.</summary>
    public static string RemovalOf(string directory) =>
        OperatingSystem.IsWindows() ? $"rmdir /s /q \"{directory}\"" : $"rm -r '{directory.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
