namespace ClickstreamAnalysis;

/// <summary>
/// Thrown when state on this machine could not be read or written. The message names the directory, or the store and the task, and what
/// to do next.
/// </summary>
public class StateException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Must not contain user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public StateException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The store of the faulty row; null when the fault is not in a row.</summary>
    public string? StoreName { get; init; }

    /// <summary>The task of the faulty row; null when the fault is not in a row.</summary>
    public string? TaskId { get; init; }

    /// <summary>
    /// Whether a later start may succeed without any change: the disk was full, or another instance held the directory. Default false.
    /// </summary>
    public bool IsTransient { get; init; }
}
