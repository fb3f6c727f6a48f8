using ClickstreamAnalysis.Runtime.Control;
using ClickstreamAnalysis.Runtime.Options;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>The texts about a failure hold no message of foreign code, which may quote data.</summary>
public sealed class NoticesTests
{
    private static readonly Exception s_foreign = Thrown(static () => throw new FormatException("canary"));

    [Test]
    public void Failure_of_foreign_code_is_logged_with_its_type_and_place()
    {
        var lines = new Lines();

        new Notices(lines, "app", TextWriter.Null).Fail(s_foreign);

        Assert.That(lines.Text, Does.Contain("'app' stops: System.FormatException").And.Contain(nameof(NoticesTests)).And.Not.Contain("canary"));
    }

    [Test]
    public void Failure_of_foreign_code_without_a_logger_is_written_with_its_type_and_place()
    {
        using var written = new StringWriter();

        new Notices(NullLogger.Instance, "app", written).Fail(s_foreign);

        Assert.That(written.ToString(), Does.Contain("System.FormatException").And.Contain(nameof(NoticesTests)).And.Not.Contain("canary"));
    }

    [Test]
    public void Failure_of_the_library_keeps_its_message()
    {
        var lines = new Lines();

        new Notices(lines, "app", TextWriter.Null).Fail(new StreamsException("The topic 'a' is gone."));

        Assert.That(lines.Text, Is.EqualTo("The application 'app' stops: The topic 'a' is gone."));
    }

    [Test]
    public void Thread_that_is_not_replaced_again_is_explained_without_the_message_of_foreign_code()
    {
        var options = new StreamsOptions { ApplicationId = "app", MaxConsecutiveFailures = 0, UncaughtExceptionHandler = static _ => UncaughtExceptionResponse.ReplaceThread };

        var error = new Replacements(options, NullLogger.Instance).Explain(s_foreign, "thread-0", hasCommitted: false);

        Assert.That(error!.Message, Does.Contain("System.FormatException").And.Not.Contain("canary"));
        Assert.That(error.InnerException, Is.SameAs(s_foreign));
    }

    private static Exception Thrown(Action act)
    {
        try
        {
            act();
        }
        catch (FormatException error)
        {
            return error;
        }

        throw new InvalidOperationException("Nothing was thrown.");
    }

    private sealed class Lines : ILogger
    {
        public string Text { get; private set; } = "";

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Text = formatter(state, exception);
    }
}
