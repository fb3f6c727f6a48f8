namespace ClickstreamAnalysis;

/// <summary>A record is larger than the log accepts.</summary>
public sealed class RecordTooLargeException : RecordLogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public RecordTooLargeException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Size of the record before compression, in bytes; null when unknown.</summary>
    public long? Bytes { get; init; }
}
