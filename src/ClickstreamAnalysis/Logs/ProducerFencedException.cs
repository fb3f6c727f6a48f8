namespace ClickstreamAnalysis;

/// <summary>A newer producer or a newer owner exists. Stop writing, and start over as a new member.</summary>
public sealed class ProducerFencedException : RecordLogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ProducerFencedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
