namespace ClickstreamAnalysis;

/// <summary>
/// An application cannot start, or stops. The message says what is wrong, where, and what to do next. Derived exceptions carry the task, the
/// record or the offsets concerned. Faults of the log are <c>RecordLogException</c>s, faults of local state <c>StateException</c>s.
/// </summary>
public class StreamsException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public StreamsException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Whether a start later may succeed although nothing is changed: the log did not answer, or a disk was full. False when somebody has to
    /// change something first. Default false.
    /// </summary>
    public bool IsTransient { get; init; }
}
