namespace ClickstreamAnalysis.Processing;

/// <summary>Judges the records of one sink before they are sent, and decides what happens to those that cannot be.</summary>
internal abstract class OutputGuard
{
    /// <summary>The reason of a record that has more bytes than <see cref="MaxRecordBytes"/>.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The most bytes of key, value and headers that the topic takes.</summary>
    public abstract int MaxRecordBytes { get; }

    /// <summary>Follows the policy for a record that is not sent: returns after counting it, or throws.</summary>
    /// <param name="reason">Why: <see cref="TooLarge"/>, or the code of what its serde threw.</param>
    /// <param name="key">The key's bytes, as far as they could be written.</param>
    /// <param name="value">The value's bytes, as far as they could be written.</param>
    /// <param name="headers">The record's headers, or null.</param>
    /// <param name="error">What its serde threw; null when the record is too large.</param>
    public abstract void Reject(string reason, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, RecordHeaders? headers, Exception? error);
}
