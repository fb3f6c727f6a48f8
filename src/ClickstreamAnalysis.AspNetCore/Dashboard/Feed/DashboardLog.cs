using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>Messages of the dashboard.</summary>
internal static partial class DashboardLog
{
    public static void FiguresMissing(ILogger logger, string application, Exception error) => FiguresMissing(logger, application, ReasonOf(error));

    public static void SampleMissing(ILogger logger, string application, string topic, Exception error) => SampleMissing(logger, application, topic, ReasonOf(error));

    [LoggerMessage(2201, LogLevel.Debug, "The dashboard of '{Application}' has no figures for this second: {Reason}")]
    private static partial void FiguresMissing(ILogger logger, string application, string reason);

    [LoggerMessage(2202, LogLevel.Debug, "The dashboard of '{Application}' cannot sample the topic {Topic} now: {Reason}")]
    private static partial void SampleMissing(ILogger logger, string application, string topic, string reason);

    // Messages of the library hold no user data; those of others, such as a serde of the user, may.
    private static string ReasonOf(Exception error) => error.GetType().Assembly == typeof(StreamsException).Assembly ? error.Message : error.GetType().ToString();
}
