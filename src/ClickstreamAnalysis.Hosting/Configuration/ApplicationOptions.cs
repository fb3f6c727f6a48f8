namespace ClickstreamAnalysis.Hosting.Configuration;

/// <summary>The options of an application, from its code and its configuration. Their name is that of the application.</summary>
internal sealed class ApplicationOptions
{
    public StreamsOptions Streams { get; set; } = null!;

    public LogSettings Log { get; set; } = new();

    public FailureAction OnFailure { get; set; }

    public RestartBackoff Restart { get; set; } = new();

    /// <summary>What cannot be read from the configuration. Validation reports it together with values that are not valid.</summary>
    public List<string> Mistakes { get; } = [];

    /// <summary>The directory of the state; null when the library chooses it, or when state is in memory.</summary>
    public string? StatePath => Streams is { InMemoryState: false, StateDirectory: { } directory, ApplicationId: { } id } ? Path.Combine(directory, id) : null;
}
