namespace ClickstreamAnalysis.State;

/// <summary>
/// The files of the state directory are damaged. Nothing is lost as long as the changelog topics are there: move the directory
/// away and start again, and the state is rebuilt from them.
/// </summary>
public sealed class StateCorruptedException : StateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="detail">What the database said; names files, never user data.</param>
    public StateCorruptedException(string directory, string detail)
        : base(
            $"The state in '{directory}' is damaged ({detail}). Stop the application, move that directory away (keep it for a look at the cause), "
            + "and start again: the state is rebuilt from the changelog topics.")
        => Directory = directory;

    /// <summary>The state directory.</summary>
    public string Directory { get; }
}
