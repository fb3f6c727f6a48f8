using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

/// <summary>Shows what an application logs in the output of the test that runs it.</summary>
internal sealed class ProgressLoggerFactory : ILoggerFactory, ILogger
{
    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            TestContext.Out.WriteLine($"{logLevel}: {formatter(state, exception)} {exception}");
        }
    }
}
