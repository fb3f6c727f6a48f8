using ClickstreamAnalysis.Processing.Failures;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Control;

/// <summary>Decides whether a failed stream thread is replaced, as the application's handler says, and how often in a row.</summary>
internal sealed class Replacements(StreamsOptions options, ILogger logger)
{
    private static readonly TimeSpan s_firstBackoff = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestBackoff = TimeSpan.FromSeconds(5);

    private int _failures;

    /// <summary>How long to wait before the replacement starts: grows with the failures in a row.</summary>
    public TimeSpan Backoff => s_firstBackoff * Math.Pow(2, Math.Min(_failures, 10)) is var backoff && backoff < s_longestBackoff ? backoff : s_longestBackoff;

    /// <summary>Asks the handler about a failure.</summary>
    /// <param name="error">The exception of the thread.</param>
    /// <param name="thread">The thread's name.</param>
    /// <param name="hasCommitted">Whether it has committed since it started.</param>
    /// <returns>The exception that stops the application; null when the thread is to be replaced.</returns>
    public Exception? Explain(Exception error, string thread, bool hasCommitted)
    {
        _failures = hasCommitted ? 1 : _failures + 1;
        if (options.UncaughtExceptionHandler is not { } handler || Ask(handler, new UncaughtException(error, thread, _failures)) != UncaughtExceptionResponse.ReplaceThread)
        {
            return error;
        }

        if (_failures > options.MaxConsecutiveFailures)
        {
            return new StreamsException(
                $"Thread {thread} failed {_failures} times without a commit in between, so it is not replaced again (StreamsOptions.MaxConsecutiveFailures). The last failure: {ThrowLocation.MessageOf(error)}",
                error);
        }

        logger.FailedThreadReplaced(error, thread, _failures);
        return null;
    }

    private UncaughtExceptionResponse Ask(Func<UncaughtException, UncaughtExceptionResponse> handler, UncaughtException failure)
    {
        try
        {
            return handler(failure);
        }
        catch (Exception error)
        {
            logger.ExceptionHandlerThrew(error);
            return UncaughtExceptionResponse.StopApplication;
        }
    }
}
