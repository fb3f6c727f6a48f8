namespace ClickstreamAnalysis.Runtime.Telemetry;

/// <summary>The figures of one application that observable instruments read. Thread-safe.</summary>
/// <param name="id">The application's id.</param>
/// <param name="readMetrics">Reads the counts.</param>
/// <param name="time">The clock.</param>
internal sealed class ApplicationFigures(string id, Func<StreamsMetrics> readMetrics, TimeProvider time)
{
    private static readonly TimeSpan s_longestUse = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly HashSet<int> _readers = [];
    private StreamsMetrics? _metrics;
    private long _readAt;

    /// <summary>Reads the name of the application's state.</summary>
    public required Func<string> ReadState { get; init; }

    /// <summary>Reads the size of the state by store.</summary>
    public required Func<IReadOnlyDictionary<string, long>> ReadStateBytes { get; init; }

    /// <summary>The application's id.</summary>
    public string Id => id;

    /// <summary>The tag of the application.</summary>
    public KeyValuePair<string, object?> Tag { get; } = new(TagNames.Application, id);

    /// <summary>
    /// Reads the counts for an instrument. The instruments of one collection get the counts of one moment, so that their sums agree; an
    /// instrument that asks again begins the next collection.
    /// </summary>
    /// <param name="instrument">The number of the instrument.</param>
    public StreamsMetrics Read(int instrument)
    {
        lock (_lock)
        {
            if (_metrics is null || _readers.Contains(instrument) || time.GetElapsedTime(_readAt) > s_longestUse)
            {
                _readers.Clear();
                _readAt = time.GetTimestamp();
                _metrics = readMetrics();
            }

            _readers.Add(instrument);
            return _metrics;
        }
    }
}
