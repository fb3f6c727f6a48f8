namespace ClickstreamAnalysis;

/// <summary>A log operation failed. The message names the log, the operation, and what to do next.</summary>
public class RecordLogException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public RecordLogException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The topic concerned; null when none or unknown.</summary>
    public string? Topic { get; init; }

    /// <summary>The partition concerned; null when none or unknown.</summary>
    public int? Partition { get; init; }

    /// <summary>The offset concerned; null when none or unknown.</summary>
    public long? Offset { get; init; }

    /// <summary>Whether the same request may succeed later without a change.</summary>
    public virtual bool IsTransient => false;
}
