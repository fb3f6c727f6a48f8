namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>How large a record of one topic may be, as the log last told. Thread-safe.</summary>
internal sealed class TopicLimit(int maxRecordBytes)
{
    private int _maxRecordBytes = maxRecordBytes;

    /// <summary>For topics without a limit.</summary>
    public static TopicLimit None { get; } = new(int.MaxValue);

    /// <summary>The most bytes of key, value and headers together.</summary>
    public int MaxRecordBytes
    {
        get => Volatile.Read(ref _maxRecordBytes);
        set => Volatile.Write(ref _maxRecordBytes, value);
    }
}
