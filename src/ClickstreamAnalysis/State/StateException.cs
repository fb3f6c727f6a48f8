namespace ClickstreamAnalysis.State;

/// <summary>Local state could not be read or written. The message says where, and what to do next.</summary>
public class StateException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public StateException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
