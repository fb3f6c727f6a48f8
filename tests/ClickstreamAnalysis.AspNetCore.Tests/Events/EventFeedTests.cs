using System.Text;
using ClickstreamAnalysis.AspNetCore.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Tests.Events;

/// <summary>What clients of a feed receive, over real connections, from a source that each test writes.</summary>
[TestFixture]
internal sealed class EventFeedTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Read_SourceThrowsAnything_ClientsReceiveWhatItAddedAndTheNextSecond()
    {
        var source = new ScriptedSource(static (second, events) =>
        {
            events.Add("begun", Json(second));
            if (second is 1 or 2)
            {
                throw second == 1 ? new InvalidOperationException("unexpected") : new OperationCanceledException();
            }

            events.Add("ended", Json(second));
        });
        await using var app = await StartAsync(source);
        using var client = await ConnectAsync(app);

        Assert.That(await client.ReadAsync(6), Is.EqualTo(new[] { "begun 0", "ended 0", "begun 1", "begun 2", "begun 3", "ended 3" }));
        Assert.That(source.Failures.Select(static error => error.GetType()), Is.EqualTo(new[] { typeof(InvalidOperationException), typeof(OperationCanceledException) }));
    }

    [Test]
    public async Task Read_SubjectUnchanged_IsSentOnceUnlessRepeated()
    {
        var source = new ScriptedSource(static (second, events) =>
        {
            events.Add("same", "7"u8);
            events.Add("each", "7"u8, isRepeated: true);
            events.Add("row", Json(second / 2), subject: "row a");
            events.Add("row", "7"u8, subject: "row b");
        });
        await using var app = await StartAsync(source);
        using var client = await ConnectAsync(app);

        Assert.That(await client.ReadAsync(7), Is.EqualTo(new[] { "same 7", "each 7", "row 0", "row 7", "each 7", "each 7", "row 1" }));
    }

    [TestCase(true, "new 1")]
    [TestCase(false, "old 0|new 1")]
    public async Task Connect_WhileOthersReceive_BeginsWithTheLastEventOfEachSubject(bool isComplete, string expected)
    {
        var source = new ScriptedSource((second, events) =>
        {
            events.Add(second == 0 ? "old" : "new", Json(Math.Min(second, 1)));
            events.IsComplete = isComplete;
        });
        await using var app = await StartAsync(source);
        using var first = await ConnectAsync(app);
        Assert.That(await first.ReadAsync(2), Is.EqualTo(new[] { "old 0", "new 1" }));

        using var second = await ConnectAsync(app);
        var events = expected.Split('|');
        Assert.That(await second.ReadAsync(events.Length), Is.EqualTo(events));
    }

    [Test]
    public async Task Disconnect_OfTheLastClient_StopsTheSourceAndTheNextStartsItAnew()
    {
        var source = new ScriptedSource(static (second, events) => events.Add("second", Json(second)));
        await using var app = await StartAsync(source);
        for (var run = 1; run <= 2; run++)
        {
            using (var client = await ConnectAsync(app))
            {
                Assert.That((await client.ReadAsync(2))[0], Is.EqualTo("second 0"), $"run {run}");
            }

            Assert.That(await source.Stopped.WaitAsync(s_patience), Is.True, $"run {run}");
            Assert.That(source.Starts, Is.EqualTo(run));
        }
    }

    private static byte[] Json(long value) => Encoding.ASCII.GetBytes($"{value}");

    private static async Task<WebApplication> StartAsync(IEventSource source)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var feed = new EventFeed(source, maxClients: 2, capacity: 100, replaces: false, new HurriedTimeProvider(20));
        app.MapGet("/events", (RequestDelegate)(async context => await feed.TrySendAsync(context)));
        await app.StartAsync();
        return app;
    }

    private static async Task<Client> ConnectAsync(WebApplication app)
    {
        var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = s_patience };
        return new Client(http, new StreamReader(await http.GetStreamAsync(new Uri("/events", UriKind.Relative))));
    }

    private sealed class Client(HttpClient http, StreamReader reader) : IDisposable
    {
        /// <summary>Reads events as their name and data.</summary>
        public async Task<string[]> ReadAsync(int count)
        {
            using var limit = new CancellationTokenSource(s_patience);
            var (events, name) = (new List<string>(), "");
            while (events.Count < count && await reader.ReadLineAsync(limit.Token) is { } line)
            {
                name = line.StartsWith("event: ", StringComparison.Ordinal) ? line[7..] : name;
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    events.Add($"{name} {line[6..]}");
                }
            }

            return [.. events];
        }

        public void Dispose()
        {
            reader.Dispose();
            http.Dispose();
        }
    }

    private sealed class ScriptedSource(Action<long, EventBatch> read) : IEventSource
    {
        private long _second;

        public List<Exception> Failures { get; } = [];

        public SemaphoreSlim Stopped { get; } = new(0);

        public int Starts { get; private set; }

        public void Start() => (_second, Starts) = (0, Starts + 1);

        public async Task ReadAsync(EventBatch events)
        {
            await Task.Yield();
            read(_second++, events);
        }

        public void ReportFailure(Exception error) => Failures.Add(error);

        public void Stop() => Stopped.Release();
    }
}
