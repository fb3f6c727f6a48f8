using System.IO.Hashing;
using System.Text;
using ShopAnalytics.CommandLine;

namespace ShopAnalytics.Hosting;

/// <summary>The directory and the application id of a run.</summary>
/// <remarks>State belongs to one log, so the embedded log and each cluster have a directory of their own.</remarks>
internal sealed class StateLocation
{
    private StateLocation(string directory, string applicationId) => (Directory, ApplicationId) = (directory, applicationId);

    /// <summary>Contains the embedded log and the state.</summary>
    public string Directory { get; }

    public string ApplicationId { get; }

    public string LogDirectory => Path.Combine(Directory, "log");

    public string StateDirectory => Path.Combine(Directory, "state");

    /// <summary>Creates the directory, and an application id if none was given or created before.</summary>
    /// <exception cref="IOException">The directory cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not write to the directory.</exception>
    public static StateLocation Of(ShopOptions options)
    {
        var root = options.State?.FullName ?? DefaultRoot(options);
        var directory = Path.Combine(root, options.Bootstrap is { } bootstrap ? "kafka-" + FileNameOf(bootstrap) : "embedded");
        System.IO.Directory.CreateDirectory(directory);
        return new StateLocation(directory, options.ApplicationId ?? KeptId(Path.Combine(directory, "application-id")));
    }

    // A new directory is a new application with topics of its own. The same directory is the same application again.
    private static string KeptId(string path)
    {
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } kept)
        {
            return kept;
        }

        var made = $"shop-{Guid.NewGuid().ToString("N")[..8]}";
        var temporary = path + ".new";
        File.WriteAllText(temporary, made);
        File.Move(temporary, path, overwrite: true);
        return made;
    }

    private static string DefaultRoot(ShopOptions options)
    {
        var input = options.Replay is { } file ? $"replay-{FileNameOf(file.Name)}-{HashOf(file.FullName)}" : "traffic";
        if (options.Format != ClickFormat.Json)
        {
            input += $"-{options.Format}".ToLowerInvariant();
        }

        return Path.Combine(ApplicationData, input);
    }

    /// <summary>The directory of this sample in the user's local application data.</summary>
    public static string ApplicationData
    {
        get
        {
            var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "ClickstreamAnalysis", "ShopAnalytics");
        }
    }

    private static string FileNameOf(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));

    // Files with the same name in different directories are different inputs.
    private static string HashOf(string text) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", null)[..8];
}
