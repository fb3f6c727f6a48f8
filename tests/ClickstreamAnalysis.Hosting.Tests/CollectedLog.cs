using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Hosting.Tests;

/// <summary>Keeps the messages of a host.</summary>
internal sealed class CollectedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> _messages = [];

    public IEnumerable<string> Of(int id) => _messages.Where(message => message.Id == id).Select(message => message.Text);

    public override string ToString() => string.Join('\n', _messages);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _messages.Enqueue((logLevel, eventId.Id, formatter(state, exception)));

    public void Dispose()
    {
    }
}
