namespace ClickstreamAnalysis.Logs;

/// <summary>The log could not be reached, or did not answer in time. Trying again later may help.</summary>
public sealed class LogUnavailableException : LogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public LogUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
