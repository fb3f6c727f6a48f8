using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Options;

/// <summary>The log messages of <see cref="Notices"/>: events 1001 to 1009.</summary>
internal static partial class NoticeLog
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "The application '{Application}': {Text}")]
    public static partial void ApplicationNotice(this ILogger logger, string application, string text);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = "The application '{Application}' stops: {Message}")]
    public static partial void ApplicationFailed(this ILogger logger, Exception error, string application, string message);
}
