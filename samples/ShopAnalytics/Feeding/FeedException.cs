namespace ShopAnalytics.Feeding;

/// <summary>Clicks cannot be written to the log. The message says why and what to do.</summary>
internal sealed class FeedException(string message, Exception? innerException = null) : Exception(message, innerException);
