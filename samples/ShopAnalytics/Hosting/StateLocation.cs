using System.IO.Hashing;
using System.Text;
using ShopAnalytics.CommandLine;

namespace ShopAnalytics.Hosting;

/// <summary>Where this run keeps its state, and under which name it is known on the log.</summary>
/// <remarks>State belongs to one log: that of the embedded log and of each cluster lie apart, so that changing between them mixes nothing.</remarks>
internal sealed class StateLocation
{
    private StateLocation(string directory, string applicationId) => (Directory, ApplicationId) = (directory, applicationId);

    /// <summary>Holds everything of this run.</summary>
    public string Directory { get; }

    public string ApplicationId { get; }

    public string LogDirectory => Path.Combine(Directory, "log");

    public string StateDirectory => Path.Combine(Directory, "state");

    /// <summary>Makes the directory, and an application id where none was given or made before.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written to.</exception>
    public static StateLocation Of(ShopOptions options)
    {
        var root = options.State?.FullName ?? DefaultRoot(options);
        var directory = Path.Combine(root, options.Bootstrap is { } bootstrap ? "kafka-" + FileNameOf(bootstrap) : "embedded");
        System.IO.Directory.CreateDirectory(directory);
        return new StateLocation(directory, options.ApplicationId ?? KeptId(Path.Combine(directory, "application-id")));
    }

    // A new directory is a new application, with topics of its own. The same directory is the same application again.
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
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        var input = options.Replay is { } file ? $"replay-{FileNameOf(file.Name)}-{HashOf(file.FullName)}" : "traffic";
        return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "ClickstreamAnalysis", "ShopAnalytics", input);
    }

    private static string FileNameOf(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));

    // Files of one name in two places are two inputs.
    private static string HashOf(string text) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", null)[..8];
}
