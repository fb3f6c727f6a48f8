using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime;

/// <summary>The log messages of an application: events 1010 to 1099.</summary>
internal static partial class ApplicationLog
{
    [LoggerMessage(EventId = 1010, Level = LogLevel.Debug, Message = "Disposed after a failure that was already reported.")]
    public static partial void DisposedAfterFailure(this ILogger logger);

    [LoggerMessage(EventId = 1011, Level = LogLevel.Warning, Message = "The drain of '{Application}' waits: {Wait}")]
    public static partial void DrainWaits(this ILogger logger, string application, string wait);
}
