namespace ClickstreamAnalysis.State;

/// <summary>Takes what a store flushes, on its way to the store's changelog topic.</summary>
internal interface IChangelogWriter
{
    /// <summary>One row. Without a value it is a tombstone.</summary>
    void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue);
}
