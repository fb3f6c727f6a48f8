namespace ClickstreamAnalysis;

/// <summary>An application cannot start, or cannot go on. The message says what is wrong, where, and what to do next.</summary>
public sealed class StreamsException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public StreamsException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
