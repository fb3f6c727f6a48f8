namespace ClickstreamAnalysis;

/// <summary>The log could not do what was asked. The message says which log, what it was doing, and what to do next.</summary>
public class RecordLogException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public RecordLogException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The topic concerned; null when there is none or it is unknown.</summary>
    public string? Topic { get; init; }

    /// <summary>The partition concerned; null when there is none or it is unknown.</summary>
    public int? Partition { get; init; }

    /// <summary>The offset concerned; null when there is none or it is unknown.</summary>
    public long? Offset { get; init; }

    /// <summary>Whether the same request may succeed later without any change.</summary>
    public virtual bool IsTransient => false;
}
