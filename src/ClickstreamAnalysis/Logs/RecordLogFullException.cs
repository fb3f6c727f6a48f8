namespace ClickstreamAnalysis;

/// <summary>The disk of the log is full, so writes fail. Reads continue, and writes succeed again once there is free space.</summary>
public sealed class RecordLogFullException : RecordLogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public RecordLogFullException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
