using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>
/// Keeps the last messages of the library, which never contain keys, values or secrets. Messages of other libraries and of the host are not kept. Thread-safe.
/// </summary>
internal sealed class RecentLog(TimeProvider time) : ILoggerProvider
{
    private const int Capacity = 100;
    private const string Category = "ClickstreamAnalysis";
    private static readonly NoLogger s_none = new();

    private readonly Queue<LogMessage> _messages = new();
    private readonly Lock _lock = new();

    /// <summary>How many messages there were.</summary>
    public long Count { get; private set; }

    public ILogger CreateLogger(string categoryName) =>
        categoryName == Category || categoryName.StartsWith($"{Category}.", StringComparison.Ordinal) ? new Logger(this) : s_none;

    public IReadOnlyList<LogMessage> Read()
    {
        lock (_lock)
        {
            return [.. _messages];
        }
    }

    public void Dispose()
    {
        // Nothing to release.
    }

    private void Add(LogLevel level, string text)
    {
        lock (_lock)
        {
            if (_messages.Count == Capacity)
            {
                _messages.Dequeue();
            }

            Count++;
            _messages.Enqueue(new LogMessage(time.GetUtcNow().ToUnixTimeMilliseconds(), level.ToString().ToLowerInvariant(), text));
        }
    }

    private sealed class Logger(RecentLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Add(logLevel, formatter(state, exception));
            }
        }
    }

    private sealed class NoLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => false;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // Not of the library.
        }
    }
}
