namespace ClickstreamAnalysis;

/// <summary>The answer to an exception that a stream thread could not handle: see <see cref="StreamsOptions.UncaughtExceptionHandler"/>.</summary>
public enum UncaughtExceptionResponse
{
    /// <summary>The application stops and fails with the exception: see <see cref="StreamsApplication.Completion"/>. The default.</summary>
    StopApplication,

    /// <summary>
    /// A new thread takes the place of the failed one and starts its tasks from the last commit, after a pause that grows with the failures in a row. After
    /// <see cref="StreamsOptions.MaxConsecutiveFailures"/> failures in a row without a commit the application stops all the same.
    /// </summary>
    ReplaceThread,
}
