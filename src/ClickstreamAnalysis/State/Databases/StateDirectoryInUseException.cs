namespace ClickstreamAnalysis;

/// <summary>Thrown when another process, or another application instance in this process, has the state directory open.</summary>
public sealed class StateDirectoryInUseException : StateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="directory">The state directory.</param>
    public StateDirectoryInUseException(string directory)
        : base(
            $"The state directory '{directory}' is in use by another application instance. Stop that instance, or give this one a state directory of "
            + "its own: two instances cannot share one.")
        => (Directory, IsTransient) = (directory, true);

    /// <summary>The state directory.</summary>
    public string Directory { get; }
}
