using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>The log messages of the endpoints.</summary>
internal static partial class AnswerLog
{
    [LoggerMessage(EventId = 1050, Level = LogLevel.Debug, Message = "A request has a key that the serde of the store cannot write.")]
    public static partial void KeyUnwritable(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1052, Level = LogLevel.Warning, Message = "The changes of application '{Application}' cannot be computed for clients of its events. It is tried again each second.")]
    public static partial void ChangesFail(this ILogger logger, Exception exception, string application);
}
