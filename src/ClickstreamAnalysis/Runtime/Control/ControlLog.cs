using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Control;

/// <summary>The log messages of run-time control and progress: events 1700 to 1799.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(EventId = 1700, Level = LogLevel.Information, Message = "The thread {Thread} was added.")]
    public static partial void ThreadAdded(this ILogger logger, string thread);

    [LoggerMessage(EventId = 1701, Level = LogLevel.Information, Message = "The thread {Thread} was removed.")]
    public static partial void ThreadRemoved(this ILogger logger, string thread);

    [LoggerMessage(EventId = 1702, Level = LogLevel.Warning, Message = "Thread {Thread} could not commit when it was removed: its tasks continue at the last commit.")]
    public static partial void RemovedWithoutCommit(this ILogger logger, Exception exception, string thread);

    [LoggerMessage(EventId = 1703, Level = LogLevel.Warning, Message = "Thread {Thread} failed again while it was closed after its failure.")]
    public static partial void FailedWhileClosing(this ILogger logger, Exception exception, string thread);

    [LoggerMessage(EventId = 1704, Level = LogLevel.Information, Message = "'{Application}' pauses at its next commit.")]
    public static partial void Pausing(this ILogger logger, string application);

    [LoggerMessage(EventId = 1705, Level = LogLevel.Information, Message = "'{Application}' resumes.")]
    public static partial void Resuming(this ILogger logger, string application);

    [LoggerMessage(EventId = 1710, Level = LogLevel.Error, Message = "Thread {Thread} failed and is replaced (failure {Failure} in a row).")]
    public static partial void FailedThreadReplaced(this ILogger logger, Exception exception, string thread, int failure);

    [LoggerMessage(EventId = 1711, Level = LogLevel.Error, Message = "The handler of StreamsOptions.UncaughtExceptionHandler threw, so the application stops.")]
    public static partial void ExceptionHandlerThrew(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1720, Level = LogLevel.Error, Message = "A handler of {Event} threw. The application continues.")]
    public static partial void EventHandlerThrew(this ILogger logger, Exception exception, string @event);

    [LoggerMessage(EventId = 1730, Level = LogLevel.Information, Message = "'{Application}': {Progress}.")]
    public static partial void Progressed(this ILogger logger, string application, string progress);
}
