namespace ClickstreamAnalysis;

/// <summary>The log could not be reached, or did not answer in time. A later retry may succeed.</summary>
public sealed class RecordLogUnavailableException : RecordLogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public RecordLogUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
