namespace ClickstreamAnalysis;

/// <summary>
/// The files of the state directory are damaged. An application deletes damaged state and restores it from its changelog topics, once in a
/// run and only when they hold all of it. Otherwise it stops with this exception, whose message says why, and what the next start does.
/// </summary>
public sealed class StateCorruptedException : StateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="directory">The directory of the damaged files.</param>
    /// <param name="detail">The error of the database. Names files, never user data.</param>
    /// <param name="next">Why the state was not restored, what to do, and what the next start does; null when that is not decided yet.</param>
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
