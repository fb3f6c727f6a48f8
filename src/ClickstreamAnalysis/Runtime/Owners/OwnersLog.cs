using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Owners;

/// <summary>The log messages about the owners of tasks: events 1600 to 1699.</summary>
internal static partial class OwnersLog
{
    [LoggerMessage(EventId = 1600, Level = LogLevel.Warning,
        Message = "The topic {Topic} cannot be read or written, so FindOwner may be out of date. Processing is not affected, and the attempt is repeated: {Message}")]
    public static partial void AnnouncementsFail(this ILogger logger, Exception error, string topic, string message);

    [LoggerMessage(EventId = 1601, Level = LogLevel.Information, Message = "The topic {Topic} can be read and written again.")]
    public static partial void AnnouncementsWork(this ILogger logger, string topic);

    [LoggerMessage(EventId = 1602, Level = LogLevel.Warning,
        Message = "The topic {Topic} removes records by age or size (cleanup.policy is not 'compact'), so an instance that starts later does not learn who has which task. Set its cleanup.policy to 'compact'.")]
    public static partial void AnnouncementsExpire(this ILogger logger, string topic);

    [LoggerMessage(EventId = 1603, Level = LogLevel.Warning,
        Message = "The record at offset {Offset} of topic {Topic} is not an announcement that this version of the library can read, and is ignored.")]
    public static partial void AnnouncementUnreadable(this ILogger logger, long offset, string topic);
}
