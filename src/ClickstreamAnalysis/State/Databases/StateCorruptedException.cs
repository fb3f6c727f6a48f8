namespace ClickstreamAnalysis;

/// <summary>
/// Thrown when files of the state directory are damaged. An application deletes damaged state and restores it from its changelog topics,
/// once per run and only when they hold all of it. Otherwise it stops with this exception, whose message says why, and what the next
/// start does.
/// </summary>
public sealed class StateCorruptedException : StateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="directory">The directory of the damaged files.</param>
    /// <param name="detail">The error of the database. May name files, but must not contain user data.</param>
    /// <param name="next">Why the state was not restored, what to do, and what the next start does; null while undecided.</param>
    public StateCorruptedException(string directory, string detail, string? next = null)
        : base(
            $"The state in '{directory}' is damaged ({detail.TrimEnd('.')}). "
            + (next ?? "An application deletes and restores it when its changelog topics hold all of it."))
    {
        Directory = directory;
        Detail = detail;
    }

    /// <summary>The directory of the damaged files.</summary>
    public string Directory { get; }

    /// <summary>The error of the database.</summary>
    public string Detail { get; }
}
