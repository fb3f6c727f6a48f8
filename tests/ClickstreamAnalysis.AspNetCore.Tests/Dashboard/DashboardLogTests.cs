using ClickstreamAnalysis.AspNetCore.Dashboard.Feed;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Tests.Dashboard;

/// <summary>A serde of the user may quote the user's data in its exception.</summary>
[TestFixture]
internal sealed class DashboardLogTests
{
    [Test]
    public void Failure_OfForeignCode_IsLoggedWithoutItsMessage()
    {
        var lines = new Lines();

        DashboardLog.FiguresMissing(lines, "shop", new FormatException("the user canary"));
        DashboardLog.SampleMissing(lines, "shop", "clicks", new ObjectDisposedException("canary"));

        Assert.That(lines.Texts, Is.EqualTo(new[]
        {
            "The dashboard of 'shop' has no figures for this second: System.FormatException",
            "The dashboard of 'shop' cannot sample the topic clicks now: System.ObjectDisposedException",
        }));
    }

    [Test]
    public void Failure_OfTheLibrary_IsLoggedWithItsMessage()
    {
        var lines = new Lines();

        DashboardLog.SampleMissing(lines, "shop", "clicks", new RecordLogUnavailableException("no broker answers"));

        Assert.That(lines.Texts, Is.EqualTo(new[] { "The dashboard of 'shop' cannot sample the topic clicks now: no broker answers" }));
    }

    private sealed class Lines : ILogger
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.That(exception, Is.Null);
            Texts.Add(formatter(state, exception));
        }
    }
}
