using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Calls that are forgotten, come too late or come twice, and failures that nobody waits for.</summary>
public abstract partial class ApplicationUseContract
{
    [Test]
    public async Task Disposed_application_can_be_disposed_and_stopped_again()
    {
        var application = new StreamsApplication(Passing(), _log, Options);
        await application.StartAsync();
        await application.DisposeAsync();

        await application.DisposeAsync();
        await application.StopAsync();

        Assert.That(application.State, Is.EqualTo(StreamsState.Stopped));
        Assert.That(async () => await application.DrainAsync(), Throws.InvalidOperationException.With.Message.Contains("has been stopped"));
        Assert.That(_stderr.ToString(), Is.Empty);
    }

    [Test]
    public async Task Failure_without_a_logger_is_written_to_standard_error_and_reaches_everyone_who_waits()
    {
        Produce([Click("canary")]);
        var application = new StreamsApplication(Failing(), _log, Options);
        await application.StartAsync();

        Assert.That(async () => await application.Completion.WaitAsync(s_patience), Throws.TypeOf<BadRecordException>());
        Assert.That(async () => await application.DrainAsync(), Throws.TypeOf<BadRecordException>());
        Assert.That(async () => await application.StopAsync(), Throws.TypeOf<BadRecordException>());
        await application.DisposeAsync();
        await application.DisposeAsync();
        Assert.That(async () => await application.StopAsync(), Throws.TypeOf<BadRecordException>());

        Assert.That(_stderr.ToString(), Does.Contain($"[app-{_run}]").And.Contain(nameof(BadRecordException)).And.Contain(Input).And.Contain("Completion").And.Not.Contain("canary"));
    }

    [Test]
    public async Task Failure_with_a_logger_is_logged_and_nothing_goes_to_standard_error()
    {
        Produce([Click("ann")]);
        var lines = new LastErrorLogger();
        await using var application = new StreamsApplication(Failing(), _log, Options with { LoggerFactory = lines });

        Assert.That(async () => await application.RunAsync().WaitAsync(s_patience), Throws.TypeOf<BadRecordException>());

        Assert.That(lines.LastError, Is.TypeOf<BadRecordException>());
        Assert.That(_stderr.ToString(), Is.Empty);
    }

    [Test]
    public async Task Application_that_was_never_started_says_so_to_everyone_who_waits_and_at_its_end()
    {
        var application = new StreamsApplication(Passing(), _log, Options);

        Assert.That(() => application.Completion, Throws.InvalidOperationException.With.Message.Contains("not started").And.Message.Contains("StartAsync"));
        Assert.That(async () => await application.DrainAsync(), Throws.InvalidOperationException.With.Message.Contains("not started").And.Message.Contains("StartAsync"));
        Assert.That(_stderr.ToString(), Is.Empty);

        await application.DisposeAsync();
        await application.DisposeAsync();
        Assert.That(_stderr.ToString(), Does.Contain("stopped before it was started").And.Contain("StartAsync").And.Contain($"[app-{_run}]"));
        Assert.That(_stderr.ToString().Split("stopped before it was started"), Has.Length.EqualTo(2), "it is said once");
    }

    private Topology Passing()
    {
        var builder = new TopologyBuilder();
        builder.Clicks(Input).ForEach(_ => { });
        return builder.Build();
    }

    private Topology Failing()
    {
        var builder = new TopologyBuilder();
        builder.Clicks(Input).Filter((_, click) => int.Parse(click.User) > 1);
        return builder.Build();
    }

    /// <summary>A logger that keeps the last error, and writes nowhere.</summary>
    private sealed class LastErrorLogger : ILoggerFactory, ILogger
    {
        private volatile Exception? _lastError;

        public Exception? LastError => _lastError;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => NullLogger.Instance.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lastError = exception ?? _lastError;

        public void Dispose()
        {
        }
    }
}
