namespace ClickstreamAnalysis;

/// <summary>A topic or a partition does not exist.</summary>
public sealed class TopicNotFoundException : RecordLogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public TopicNotFoundException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
