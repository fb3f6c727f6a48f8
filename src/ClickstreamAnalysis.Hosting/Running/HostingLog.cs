using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Hosting.Running;

/// <summary>The messages about applications of the host.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(901, LogLevel.Information, "The application '{Application}' starts in the background, on {Log}.")]
    public static partial void Starting(this ILogger logger, string application, string log);

    [LoggerMessage(902, LogLevel.Information, "The application '{Application}' has stopped. Everything it processed is committed.")]
    public static partial void Stopped(this ILogger logger, string application);

    [LoggerMessage(903, LogLevel.Critical, "The application '{Application}' failed, so the host stops (OnFailure: StopHost).")]
    public static partial void FailedAndStopsHost(this ILogger logger, Exception error, string application);

    [LoggerMessage(904, LogLevel.Error, "The application '{Application}' failed. The host continues without it (OnFailure: Report).")]
    public static partial void FailedAndReports(this ILogger logger, Exception error, string application);

    [LoggerMessage(905, LogLevel.Error, "The application '{Application}' failed. It starts again in {PauseSeconds} s (OnFailure: Restart); failures in a row: {Failures}.")]
    public static partial void FailedAndRestarts(this ILogger logger, Exception error, string application, double pauseSeconds, int failures);

    [LoggerMessage(906, LogLevel.Error, "The application '{Application}' failed while it was being stopped.")]
    public static partial void FailedToStop(this ILogger logger, Exception error, string application);

    [LoggerMessage(907, LogLevel.Warning,
        "The application '{Application}' did not stop within the host's shutdown timeout (HostOptions.ShutdownTimeout) and is given up in the state {State}, after {Commits} commits. "
        + "What it processed after its last commit is processed again at the next start{Effect}.")]
    public static partial void GivenUp(this ILogger logger, string application, StreamsState state, long commits, string effect);
}
