using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Keeps what is logged. Thread-safe.</summary>
internal sealed class LoggedMessages : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> All { get; } = [];

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        All.Enqueue(formatter(state, exception));
}
