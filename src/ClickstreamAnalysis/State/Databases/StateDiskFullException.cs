namespace ClickstreamAnalysis;

/// <summary>
/// Thrown when the disk of the state directory is full. An application pauses, and continues when there is space. It stops with this
/// exception only when a store without a changelog lost rows.
/// </summary>
public sealed class StateDiskFullException : StateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="directory">The directory that could not be written to.</param>
    /// <param name="detail">The error of the database. May name files, but must not contain user data.</param>
    /// <param name="next">What to do, and what the next start does; null while undecided.</param>
    public StateDiskFullException(string directory, string detail, string? next = null)
        : base($"The disk of the state directory '{directory}' is full ({detail.TrimEnd('.')}). {next ?? "Free some space there."}")
    {
        Directory = directory;
        IsTransient = true;
        Detail = detail;
    }

    /// <summary>The directory that could not be written to.</summary>
    public string Directory { get; }

    /// <summary>The error of the database.</summary>
    public string Detail { get; }
}
