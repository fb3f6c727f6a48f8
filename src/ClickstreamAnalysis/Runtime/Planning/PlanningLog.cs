using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>The log messages of an application's topics: events 1500 to 1599.</summary>
internal static partial class PlanningLog
{
    [LoggerMessage(EventId = 1500, Level = LogLevel.Information, Message = "Application '{Application}' is new to {Additions}: what is new starts empty.")]
    public static partial void TopologyGrew(this ILogger logger, string application, string additions);

    [LoggerMessage(EventId = 1501, Level = LogLevel.Information,
        Message = "Nothing was noted of application '{Application}' on the log: its topics are taken as they are.")]
    public static partial void TopicsTakenAsTheyAre(this ILogger logger, string application);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Warning,
        Message = "The internal topic {Topic} takes records of {Bytes} bytes, and MaxRecordBytes promises room for {Wanted}: raise its limit (max.message.bytes on Kafka).")]
    public static partial void TopicLimitTooLow(this ILogger logger, string topic, int bytes, int? wanted);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Debug, Message = "Could not ask for the topics that are read.")]
    public static partial void TopicsNotDescribed(this ILogger logger, Exception error);
}
