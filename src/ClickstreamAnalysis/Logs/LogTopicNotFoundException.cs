namespace ClickstreamAnalysis.Logs;

/// <summary>A topic or a partition does not exist.</summary>
public sealed class LogTopicNotFoundException : LogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public LogTopicNotFoundException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
