using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis;

/// <summary>Another consumer with the same <see cref="LogConsumerOptions.InstanceId"/> has permanently replaced this one in the group.</summary>
/// <remarks>
/// A new consumer with this id replaces the other consumer in turn, so create one at most once. On Kafka the other consumer can be this
/// consumer itself: a restarted broker may mistake its join request for one of another process.
/// </remarks>
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
