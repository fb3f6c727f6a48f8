namespace ClickstreamAnalysis;

/// <summary>An exception that a stream thread could not handle. Immutable.</summary>
/// <param name="Exception">The exception.</param>
/// <param name="ThreadName">The thread, as in <c>shop-stream-0</c>.</param>
/// <param name="Failures">How many times in a row this thread and those it replaced have failed without a commit in between, this time included.</param>
public sealed record UncaughtException(Exception Exception, string ThreadName, int Failures);
