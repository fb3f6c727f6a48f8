using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>Messages of the dashboard.</summary>
internal static partial class DashboardLog
{
    [LoggerMessage(2201, LogLevel.Debug, "The dashboard of '{Application}' has no figures for this second: {Reason}")]
    public static partial void FiguresMissing(ILogger logger, string application, string reason);

    [LoggerMessage(2202, LogLevel.Debug, "The dashboard of '{Application}' cannot sample the topic {Topic} now: {Reason}")]
    public static partial void SampleMissing(ILogger logger, string application, string topic, string reason);
}
