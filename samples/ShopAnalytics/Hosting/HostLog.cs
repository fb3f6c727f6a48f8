using Microsoft.Extensions.Logging;

namespace ShopAnalytics.Hosting;

/// <summary>The log messages of the host: events 10 to 19.</summary>
internal static partial class HostLog
{
    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "'{Application}' runs on {Log}.")]
    public static partial void Running(this ILogger logger, string application, string log);

    [LoggerMessage(EventId = 11, Level = LogLevel.Information, Message = "Looking for {Log}.")]
    public static partial void LookingForLog(this ILogger logger, string log);

    [LoggerMessage(EventId = 12, Level = LogLevel.Warning, Message = "{Log} cannot be reached; next attempt in {Pause} ms: {Reason}")]
    public static partial void LogUnreachable(this ILogger logger, string log, double pause, string reason);

    [LoggerMessage(EventId = 13, Level = LogLevel.Information, Message = "The whole input is in the log.")]
    public static partial void InputComplete(this ILogger logger);

    [LoggerMessage(EventId = 14, Level = LogLevel.Warning, Message = "Results cannot be read at the moment: {Message}")]
    public static partial void ResultsUnavailable(this ILogger logger, string message);

    [LoggerMessage(EventId = 15, Level = LogLevel.Warning,
        Message = "Not all committed results could be read within {Limit} s. They are in the output topics; start again to read them.")]
    public static partial void ResultsIncomplete(this ILogger logger, double limit);

    [LoggerMessage(EventId = 16, Level = LogLevel.Warning,
        Message = "{What} did not end within {Limit} s and is abandoned. The next start repeats what is not committed.")]
    public static partial void Abandoned(this ILogger logger, string what, double limit);

    [LoggerMessage(EventId = 17, Level = LogLevel.Information, Message = "The dashboard is at {Page}")]
    public static partial void DashboardServed(this ILogger logger, Uri page);
}
