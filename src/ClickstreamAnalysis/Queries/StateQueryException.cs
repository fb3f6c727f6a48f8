namespace ClickstreamAnalysis;

/// <summary>
/// A question about state that has no answer: the topology has no such store, the store has other types, or the value was read although the
/// <see cref="StateAnswer{T}"/> has none.
/// </summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="innerException">The cause; null when there is none.</param>
public sealed class StateQueryException(string message, Exception? innerException = null) : InvalidOperationException(message, innerException);
