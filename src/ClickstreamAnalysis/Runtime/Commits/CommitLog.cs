using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Commits;

/// <summary>The log messages of commits: events 1300 to 1399.</summary>
internal static partial class CommitLog
{
    [LoggerMessage(EventId = 1300, Level = LogLevel.Warning,
        Message = "The transaction of '{TransactionalId}' could not be aborted: a later start waits until its timeout, unless it has the same InstanceId. {Message}")]
    public static partial void TransactionNotAborted(this ILogger logger, string transactionalId, string message);

    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning,
        Message = "Processed records before {Before} could not be deleted; they take disk space until the next attempt: {Message}")]
    public static partial void ProcessedRecordsNotDeleted(this ILogger logger, TopicPartitionOffset before, string message);
}
