namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>
/// Tells instances of an application apart on the log, the same across restarts: only then does a restarted instance fence, and
/// so settle at once, the transaction that its predecessor left open.
/// </summary>
internal static class InstanceIdentity
{
    private const string FileName = "instance-id";

    /// <summary>Whether the next process of this instance will have the same identity.</summary>
    public static bool IsKept(StreamsOptions options) => options.InstanceId is not null || options.StateDirectory is not null;

    public static string Of(StreamsOptions options)
    {
        if (options.InstanceId is { } given)
        {
            return given;
        }

        if (options.StateDirectory is not { } root)
        {
            return Guid.NewGuid().ToString("N")[..12];
        }

        var path = Path.Combine(root, options.ApplicationId, FileName);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } kept)
        {
            return kept;
        }

        var made = Guid.NewGuid().ToString("N")[..12];
        File.WriteAllText(path, made);
        return made;
    }
}
