namespace ClickstreamAnalysis;

/// <summary>The open transaction cannot be committed and must be aborted; the producer remains usable afterward.</summary>
public sealed class TransactionAbortableException : RecordLogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public TransactionAbortableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
