using ClickstreamAnalysis.Processing.Failures;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Assignment;

/// <summary>The log messages of tasks that are taken over and restored: events 1200 to 1299.</summary>
internal static partial class AssignmentLog
{
    [LoggerMessage(EventId = 1200, Level = LogLevel.Warning, Message = "Task {Task} waits for {Missing}, which the group assigned to another member.")]
    public static partial void PartitionsElsewhere(this ILogger logger, TaskId task, string missing);

    [LoggerMessage(EventId = 1201, Level = LogLevel.Debug, Message = "Task {Task} failed on its state again while closing.")]
    public static partial void FaultMetAgain(this ILogger logger, Exception error, TaskId task);

    [LoggerMessage(EventId = 1210, Level = LogLevel.Information, Message = "Task {Task} has local state; {Missing} changelog offsets are replayed.")]
    public static partial void RestoringLocalState(this ILogger logger, TaskId task, long missing);

    [LoggerMessage(EventId = 1211, Level = LogLevel.Information, Message = "Task {Task} has no local state; {Missing} changelog offsets are replayed.")]
    public static partial void RestoringAllState(this ILogger logger, TaskId task, long missing);

    [LoggerMessage(EventId = 1212, Level = LogLevel.Warning,
        Message = "{Waiting}, since {Since:u}. A transaction of an earlier run that was killed stays open until its producer's transaction timeout.")]
    public static partial void StartWaits(this ILogger logger, string waiting, DateTimeOffset since);

    [LoggerMessage(EventId = 1220, Level = LogLevel.Warning,
        Message = "Task {Task}: group '{Group}' is at offset {Offset} of {Partition}, but the state contains its records up to {Known}: the group's offsets were reset. "
            + "The task continues at {Known}, so that nothing is applied twice. To process everything again, choose a new ApplicationId.")]
    public static partial void GroupOffsetsReset(this ILogger logger, TaskId task, string group, long offset, TopicPartition partition, long known);

    [LoggerMessage(EventId = 1221, Level = LogLevel.Warning,
        Message = "Task {Task}: group '{Group}' no longer has a committed offset for {Partition}: it expired or was deleted. The task continues at {Known}, the end of the records in its state.")]
    public static partial void GroupOffsetGone(this ILogger logger, TaskId task, string group, TopicPartition partition, long known);

    [LoggerMessage(EventId = 1222, Level = LogLevel.Error,
        Message = "Task {Task} skips offsets {From} to {To} (inclusive) of {Partition}: they were removed from the log before they were read.")]
    public static partial void OffsetsSkipped(this ILogger logger, TaskId task, long from, long to, TopicPartition partition);
}
