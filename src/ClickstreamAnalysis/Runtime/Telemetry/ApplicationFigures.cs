namespace ClickstreamAnalysis.Runtime.Telemetry;

/// <summary>The figures of one application that observable instruments read. Thread-safe.</summary>
/// <param name="Id">The application's id.</param>
/// <param name="ReadMetrics">Reads the counts.</param>
/// <param name="ReadState">Reads the name of the application's state.</param>
/// <param name="ReadStateBytes">Reads the size of the state by store.</param>
internal sealed record ApplicationFigures(
    string Id, Func<StreamsMetrics> ReadMetrics, Func<string> ReadState, Func<IReadOnlyDictionary<string, long>> ReadStateBytes)
{
    /// <summary>The tag of the application.</summary>
    public KeyValuePair<string, object?> Tag { get; } = new(TagNames.Application, Id);
}
