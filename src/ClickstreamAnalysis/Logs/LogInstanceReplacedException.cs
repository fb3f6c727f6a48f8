namespace ClickstreamAnalysis.Logs;

/// <summary>
/// Another consumer has joined the group under the same <see cref="LogConsumerOptions.InstanceId"/>: this one is replaced for good.
/// It must stop, because coming back would replace the other in turn.
/// </summary>
public sealed class LogInstanceReplacedException : LogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public LogInstanceReplacedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
