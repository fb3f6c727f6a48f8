namespace ClickstreamAnalysis;

/// <summary>State on this machine could not be read or written. The message names the directory and says what to do next.</summary>
public class StateException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, in which directory, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public StateException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
