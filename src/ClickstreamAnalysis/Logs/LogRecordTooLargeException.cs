namespace ClickstreamAnalysis.Logs;

/// <summary>A record is larger than the log takes.</summary>
public sealed class LogRecordTooLargeException : LogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public LogRecordTooLargeException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
