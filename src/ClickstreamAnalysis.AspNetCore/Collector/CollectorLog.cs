using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>The messages of click collectors.</summary>
internal static partial class CollectorLog
{
    [LoggerMessage(1051, LogLevel.Error, "The click collector of '{Application}' cannot write clicks; their requests get status 503. Further failures within a minute are not logged.")]
    public static partial void CannotWriteClicks(this ILogger logger, Exception error, string application);
}
