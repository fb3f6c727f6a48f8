namespace ClickstreamAnalysis;

/// <summary>Thrown when the state directory has a format that this version of the library cannot read.</summary>
public sealed class StateFormatException : StateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="foundVersion">The format of the directory; null when the directory specifies none.</param>
    /// <param name="expectedVersion">The format that this version of the library reads and writes.</param>
    public StateFormatException(string directory, int? foundVersion, int expectedVersion)
        : base(
            $"The state directory '{directory}' holds {(foundVersion is { } found ? $"state format {found}" : "a database without a state format")}, "
            + $"but this version of the library reads format {expectedVersion}. Run the version that wrote it, or move the directory away and start "
            + "again: the state is rebuilt from the changelog topics.")
    {
        Directory = directory;
        FoundVersion = foundVersion;
        ExpectedVersion = expectedVersion;
    }

    /// <summary>The state directory.</summary>
    public string Directory { get; }

    /// <summary>The format of the directory; null when the directory specifies none.</summary>
    public int? FoundVersion { get; }

    /// <summary>The format that this version of the library reads and writes.</summary>
    public int ExpectedVersion { get; }
}
