namespace ShopAnalytics.Hosting;

/// <summary>The sample cannot run as asked. The message says why and what to do.</summary>
internal sealed class ShopException(string message, Exception? innerException = null) : Exception(message, innerException);
