namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>
/// Tells the instances of an application apart on the log, the same across restarts. Only then does a restarted instance fence the
/// transaction that its predecessor left open, which aborts it at once.
/// </summary>
internal static class InstanceIdentity
{
    private const string FileName = "instance-id";

    /// <summary>Whether the next process of this instance has the same identity.</summary>
    public static bool IsKept(StreamsOptions options) => options.InstanceId is not null || !options.KeepsStateInMemory;

    /// <summary>The instance's id: the given one, or the one kept in its directory; in memory a new one.</summary>
    public static string Of(StreamsOptions options, InstanceDirectory directory)
    {
        if (options.InstanceId is { } given)
        {
            return given;
        }

        if (directory.Path is not { } root)
        {
            return NewId();
        }

        var path = Path.Combine(root, FileName);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } kept)
        {
            return kept;
        }

        var id = NewId();
        File.WriteAllText(path, id);
        return id;
    }

    private static string NewId() => Guid.NewGuid().ToString("N")[..12];
}
