namespace ClickstreamAnalysis.State.Tables;

/// <summary>Takes what changed in a store, on its way to the store's changelog topic.</summary>
internal interface IChangelogWriter
{
    /// <summary>Writes one change; the spans are copied.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="hasValue">False to delete the key.</param>
    /// <returns>False when the changelog cannot take the entry, which must then be removed from the store.</returns>
    bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue);

    /// <summary>An entry cannot be serialized: returns when it must be removed from the store, or throws.</summary>
    /// <param name="reason">A short fixed code.</param>
    /// <param name="error">What its serde threw.</param>
    void Reject(string reason, Exception error);
}
