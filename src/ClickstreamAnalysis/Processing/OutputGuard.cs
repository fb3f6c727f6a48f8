namespace ClickstreamAnalysis.Processing;

/// <summary>Checks the records of one sink before they are sent, and applies the policy to those that cannot be sent.</summary>
internal abstract class OutputGuard
{
    /// <summary>The reason of a record that has more bytes than <see cref="MaxRecordBytes"/>.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The most bytes of key, value and headers that the topic accepts.</summary>
    public abstract int MaxRecordBytes { get; }

    /// <summary>Applies the policy to a record that cannot be sent: counts it and returns, or throws.</summary>
    /// <param name="reason">Why: <see cref="TooLarge"/>, or the code of the exception of its serde.</param>
    /// <param name="key">The key's bytes, as far as they could be written.</param>
    /// <param name="value">The value's bytes, as far as they could be written.</param>
    /// <param name="headers">The record's headers, or null.</param>
    /// <param name="error">The exception of its serde; null when the record is too large.</param>
    public abstract void Reject(string reason, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, RecordHeaders? headers, Exception? error);
}
