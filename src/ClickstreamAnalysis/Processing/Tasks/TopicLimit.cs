namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The limit of one topic's records, as last reported by the log. Thread-safe.</summary>
internal sealed class TopicLimit(int maxRecordBytes)
{
    private int _maxRecordBytes = maxRecordBytes;

    /// <summary>No limit.</summary>
    public static TopicLimit None { get; } = new(int.MaxValue);

    /// <summary>The most bytes of key, value and headers together.</summary>
    public int MaxRecordBytes
    {
        get => Volatile.Read(ref _maxRecordBytes);
        set => Volatile.Write(ref _maxRecordBytes, value);
    }
}
