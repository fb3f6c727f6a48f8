using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The log messages about single records of a task: events 2100 to 2199.</summary>
internal static partial class TaskLog
{
    [LoggerMessage(EventId = 2100, Level = LogLevel.Debug, Message = "Task {Task} skipped the record at {Topic}-{Partition}, offset {Offset}: {Reason}.")]
    public static partial void RecordSkipped(this ILogger logger, string task, string topic, int partition, long offset, string reason);

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning,
        Message = "Task {Task}: '{Operator}' dropped a record of {Bytes} bytes for {Topic}, which takes {MaxBytes}: {Reason}.")]
    public static partial void RecordUnwritable(this ILogger logger, string task, string @operator, long bytes, string topic, long maxBytes, string reason);
}
