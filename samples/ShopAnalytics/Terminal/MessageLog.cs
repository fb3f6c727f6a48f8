using Microsoft.Extensions.Logging;

namespace ShopAnalytics.Terminal;

/// <summary>Keeps the last messages for the live view, which owns the screen. Thread-safe.</summary>
internal sealed class MessageLog(TimeProvider clock) : ILoggerProvider
{
    private const int MaxMessages = 20;

    private readonly Lock _lock = new();
    private readonly Queue<string> _messages = new();

    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Writer(this);

    public void Dispose()
    {
    }

    private void Add(string message)
    {
        lock (_lock)
        {
            _messages.Enqueue($"{clock.GetLocalNow():HH:mm:ss} {message.ReplaceLineEndings(" ")}");
            if (_messages.Count > MaxMessages)
            {
                _messages.Dequeue();
            }
        }
    }

    private sealed class Writer(MessageLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Add($"{(logLevel >= LogLevel.Warning ? $"{logLevel}: " : "")}{formatter(state, exception)}");
            }
        }
    }
}
