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
}
