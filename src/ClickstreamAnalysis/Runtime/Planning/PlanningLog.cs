using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>The log messages of an application's topics: events 1500 to 1599.</summary>
internal static partial class PlanningLog
{
    [LoggerMessage(EventId = 1500, Level = LogLevel.Information, Message = "Application '{Application}' has the additions {Additions}, which start empty.")]
    public static partial void TopologyGrew(this ILogger logger, string application, string additions);

    [LoggerMessage(EventId = 1501, Level = LogLevel.Information,
        Message = "The log has no metadata of application '{Application}': its topics are accepted as they are.")]
    public static partial void TopicsTakenAsTheyAre(this ILogger logger, string application);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Warning,
        Message = "The internal topic {Topic} takes records of {Bytes} bytes, but MaxRecordBytes needs {Wanted}: raise its limit (max.message.bytes on Kafka).")]
    public static partial void TopicLimitTooLow(this ILogger logger, string topic, int bytes, int? wanted);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Debug, Message = "Could not query the input topics.")]
    public static partial void TopicsNotDescribed(this ILogger logger, Exception error);
}
