using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis;

/// <summary>
/// A consumer has joined the group under the same <see cref="LogConsumerOptions.InstanceId"/>: this one is replaced for good. Whoever
/// opens another one replaces that consumer in turn, so do it once at most: on Kafka it can be the consumer itself, when a broker starts
/// again and takes its request to join for that of another process.
/// </summary>
public sealed class InstanceFencedException : RecordLogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public InstanceFencedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
