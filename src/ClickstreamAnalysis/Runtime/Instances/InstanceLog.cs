using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>The log messages of an instance's state and disks: events 1400 to 1499.</summary>
internal static partial class InstanceLog
{
    [LoggerMessage(EventId = 1400, Level = LogLevel.Warning,
        Message = "The state in '{Directory}' is damaged ({Detail}). It is deleted and restored from its changelog topics.")]
    public static partial void StateDamaged(this ILogger logger, Exception damage, string directory, string detail);

    [LoggerMessage(EventId = 1410, Level = LogLevel.Warning,
        Message = "The disk of {What} is full. '{Application}' pauses until there is space, for up to {Limit} (StreamsOptions.DiskFullTimeout): {Message}")]
    public static partial void DiskFull(this ILogger logger, string what, string application, TimeSpan limit, string message);

    [LoggerMessage(EventId = 1411, Level = LogLevel.Warning,
        Message = "The disk of {What} has been full for {Waited:0} s; '{Application}' still waits for space.")]
    public static partial void DiskStillFull(this ILogger logger, string what, double waited, string application);

    [LoggerMessage(EventId = 1412, Level = LogLevel.Information,
        Message = "The disk of {What} has space again after {Waited:0} s; '{Application}' continues.")]
    public static partial void DiskHasSpace(this ILogger logger, string what, double waited, string application);
}
