using ClickstreamAnalysis.Processing.Failures;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>The log messages of stream threads: events 1100 to 1199.</summary>
internal static partial class ThreadLog
{
    [LoggerMessage(EventId = 1100, Level = LogLevel.Information, Message = "Thread {Thread} was assigned {Partitions}.")]
    public static partial void PartitionsAssigned(this ILogger logger, int thread, string partitions);

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "{Partitions} of thread {Thread} are revoked.")]
    public static partial void PartitionsRevoked(this ILogger logger, string partitions, int thread);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "Thread {Thread} lost {Partitions}: the group assigned them to another member.")]
    public static partial void PartitionsLost(this ILogger logger, int thread, string partitions);

    [LoggerMessage(EventId = 1110, Level = LogLevel.Warning, Message = "Thread {Thread} restarts its tasks from the last commit (failure {Failure} in a row).")]
    public static partial void TasksRestart(this ILogger logger, Exception fault, int thread, int failure);

    [LoggerMessage(EventId = 1111, Level = LogLevel.Warning, Message = "Thread {Thread} was replaced in the group; a new one joins and restarts its tasks.")]
    public static partial void ThreadReplaced(this ILogger logger, Exception error, int thread);

    [LoggerMessage(EventId = 1112, Level = LogLevel.Warning,
        Message = "Thread {Thread} reads an offset that the log no longer holds: it commits its work and restarts from there.")]
    public static partial void NextOffsetGone(this ILogger logger, Exception error, int thread);

    [LoggerMessage(EventId = 1113, Level = LogLevel.Warning, Message = "Thread {Thread} could not commit, and restarts from the last commit.")]
    public static partial void LastCommitFailed(this ILogger logger, Exception error, int thread);

    [LoggerMessage(EventId = 1114, Level = LogLevel.Warning,
        Message = "Thread {Thread} could not write the last rows; the next start restores them from the changelogs.")]
    public static partial void LastRowsNotWritten(this ILogger logger, Exception error, int thread);

    [LoggerMessage(EventId = 1120, Level = LogLevel.Warning,
        Message = "Task {Task} continues without task {Upstream}, which has sent nothing to {Input} for {Silent} (StreamsOptions.UpstreamWaitTimeout): "
            + "records that it still sends may be late and are then counted. Is its instance running?")]
    public static partial void UpstreamLeftOut(this ILogger logger, TaskId task, TaskId upstream, TopicPartition input, TimeSpan silent);

    [LoggerMessage(EventId = 1121, Level = LogLevel.Warning,
        Message = "Task {Task} waits for task {Upstream}, which has sent nothing to {Input} for {Silent}; it is being restored or moved, or its instance is not running. "
            + "Windows stay open meanwhile, at most for {Limit} (StreamsOptions.UpstreamWaitTimeout).")]
    public static partial void UpstreamSilent(this ILogger logger, TaskId task, TaskId upstream, TopicPartition input, TimeSpan silent, TimeSpan limit);

    [LoggerMessage(EventId = 1130, Level = LogLevel.Warning,
        Message = "Task {Task} has held back {Records} records for {Quiet}: nothing arrives from {Inputs}, which is not known to be read to its end and may hold earlier records. "
            + "Check that the partition has a leader.")]
    public static partial void RecordsHeldBack(this ILogger logger, string task, int records, TimeSpan quiet, string inputs);

    [LoggerMessage(EventId = 1131, Level = LogLevel.Information,
        Message = "Inputs idle for {Quiet}: {Count} {Noun} of operator {Operator} stay open because IdleTimeout is not set ({Tasks}). "
            + "They close when later records arrive. Set StreamsOptions.IdleTimeout to close them by the wall clock.")]
    public static partial void OpenWhileIdle(this ILogger logger, TimeSpan quiet, string count, string noun, string @operator, string tasks);

    [LoggerMessage(EventId = 1132, Level = LogLevel.Warning,
        Message = "{Wait}; it has waited {Waited}. Its other partitions and tasks go on, and no record is lost.")]
    public static partial void SerdeNotReady(this ILogger logger, Tasks.SerdeWait wait, TimeSpan waited);
}
