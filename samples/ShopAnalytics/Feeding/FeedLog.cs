using Microsoft.Extensions.Logging;

namespace ShopAnalytics.Feeding;

/// <summary>The log messages of the feed: events 1 to 9.</summary>
internal static partial class FeedLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Feeding '{Topic}' pauses: {Message}")]
    public static partial void FeedingPauses(this ILogger logger, string topic, string message);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Feeding '{Topic}' failed ({Failure} in a row); again in {Pause}.")]
    public static partial void FeedingFailed(this ILogger logger, Exception error, string topic, int failure, TimeSpan pause);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "The source '{Source}' continues after {Records} records.")]
    public static partial void SourceContinues(this ILogger logger, string source, long records);
}
