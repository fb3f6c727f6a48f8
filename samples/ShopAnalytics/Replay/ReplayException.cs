namespace ShopAnalytics.Replay;

/// <summary>A file cannot be replayed. The message says why and where.</summary>
internal sealed class ReplayException(string message, Exception? innerException = null) : Exception(message, innerException);
