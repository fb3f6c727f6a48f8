using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis;

/// <summary>A position is not in the log: its records were deleted, or the topic was deleted and created again.</summary>
public sealed class OffsetOutOfRangeException : RecordLogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where, and what to do next. Never user data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public OffsetOutOfRangeException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The range of offsets in the partition; null when unknown.</summary>
    public OffsetRange? Range { get; init; }
}
