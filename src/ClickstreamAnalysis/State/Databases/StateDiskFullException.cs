namespace ClickstreamAnalysis;

/// <summary>
/// The disk of the state directory is full. An application pauses and goes on when there is room; this exception ends it only where a
/// store without a changelog would lose rows.
/// </summary>
public sealed class StateDiskFullException : StateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="directory">The directory that could not be written to.</param>
    /// <param name="detail">What the database said; names files, never user data.</param>
    /// <param name="next">What to do, and what the next start does; null when that is not decided yet.</param>
    public StateDiskFullException(string directory, string detail, string? next = null)
        : base($"The disk of the state directory '{directory}' is full ({detail.TrimEnd('.')}). {next ?? "Free some space there."}")
    {
        Directory = directory;
        Detail = detail;
    }

    /// <summary>The directory that could not be written to.</summary>
    public string Directory { get; }

    /// <summary>What the database said.</summary>
    public string Detail { get; }
}
