namespace ClickstreamAnalysis.State.Tables;

/// <summary>Writes the changes of a store to its changelog topic.</summary>
internal interface IChangelogWriter
{
    /// <summary>Writes one change; the spans are copied.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="hasValue">False to delete the key.</param>
    /// <returns>False when the changelog rejects the entry, which must then be removed from the store.</returns>
    bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue);

    /// <summary>Handles an entry that cannot be serialized: returns when the entry must be removed from the store, or throws.</summary>
    /// <param name="reason">A short fixed code.</param>
    /// <param name="error">The exception of its serde.</param>
    void Reject(string reason, Exception error);
}
