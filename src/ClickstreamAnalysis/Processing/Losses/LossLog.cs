using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing.Losses;

/// <summary>The log messages about records that operators dropped: events 2000 to 2099.</summary>
internal static partial class LossLog
{
    private const string Next = "Further records of this kind are counted, and reported once a minute.";

    [LoggerMessage(EventId = 2000, Level = LogLevel.Warning, Message = "Operator {Operator} of task {Task} dropped a record {Where}: {Reason}{Error}. " + Next)]
    public static partial void RecordDropped(this ILogger logger, string @operator, string task, string where, string reason, string error);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning,
        Message = "Operator {Operator} of task {Task} dropped a record {Where}: {Reason}, {Lateness:g} behind stream time. " + Next)]
    public static partial void RecordLate(this ILogger logger, string @operator, string task, string where, string reason, TimeSpan? lateness);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning,
        Message = "Operator {Operator} of task {Task} dropped a record {Where}: {Reason}, {Lateness:g} behind stream time. "
            + "A grace period of {Grace:g} would have kept it. " + Next)]
    public static partial void RecordLateForGrace(
        this ILogger logger, string @operator, string task, string where, string reason, TimeSpan? lateness, TimeSpan? grace);

    [LoggerMessage(EventId = 2010, Level = LogLevel.Warning,
        Message = "Operator {Operator} dropped {Records} records in the last {Elapsed:g}: {Reason}; {Total} since the start.")]
    public static partial void RecordsDropped(this ILogger logger, string @operator, long records, TimeSpan elapsed, string reason, long total);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Warning,
        Message = "Operator {Operator} dropped {Records} records in the last {Elapsed:g}: {Reason}, up to {Lateness:g} behind stream time; {Total} since the start.")]
    public static partial void RecordsLate(
        this ILogger logger, string @operator, long records, TimeSpan elapsed, string reason, TimeSpan? lateness, long total);

    [LoggerMessage(EventId = 2012, Level = LogLevel.Warning,
        Message = "Operator {Operator} dropped {Records} records in the last {Elapsed:g}: {Reason}, up to {Lateness:g} behind stream time; "
            + "a grace period of {Grace:g} would have kept them. {Total} since the start.")]
    public static partial void RecordsLateForGrace(
        this ILogger logger, string @operator, long records, TimeSpan elapsed, string reason, TimeSpan? lateness, TimeSpan? grace, long total);
}
