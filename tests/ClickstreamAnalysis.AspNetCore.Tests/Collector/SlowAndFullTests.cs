using ClickstreamAnalysis.AspNetCore.Collector;
using ClickstreamAnalysis.Testing;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>Slow bodies, a slow or missing log, and more bytes than the collector may hold.</summary>
[TestFixture]
internal sealed class SlowAndFullTests
{
    [Test]
    public async Task Body_ThatArrivesTooSlowly_Gets408AndGivesItsBytesBack()
    {
        var time = new FakeTimeProvider();
        using var endpoint = Endpoint(new SimulatedLog(), new ClickCollectorOptions(), time);
        var (context, body) = Request(length: 100);
        var response = endpoint.PostAsync(context);
        await body.IsRead;
        Assert.That(endpoint.BytesInFlight, Is.GreaterThanOrEqualTo(100));

        time.Advance(TimeSpan.FromSeconds(10));
        await response;

        Assert.That(context.Response.StatusCode, Is.EqualTo(408));
        Assert.That(endpoint.BytesInFlight, Is.Zero);
    }

    [Test]
    public async Task Page_ThatGoesAwayInTheBody_GivesItsBytesBack()
    {
        using var endpoint = Endpoint(new SimulatedLog(), new ClickCollectorOptions(), TimeProvider.System);
        var (context, body) = Request(length: null);
        using var gone = new CancellationTokenSource();
        context.RequestAborted = gone.Token;
        var response = endpoint.PostAsync(context);
        await body.IsRead;

        await gone.CancelAsync();
        await response;

        Assert.That(context.Response.StatusCode, Is.EqualTo(400));
        Assert.That(endpoint.BytesInFlight, Is.Zero);
    }

    [Test]
    public async Task Bodies_BeyondTheBytesInFlight_Get429BeforeTheyAreRead()
    {
        using var endpoint = Endpoint(new SimulatedLog(), new ClickCollectorOptions { MaxBodyBytes = 4096, MaxBytesInFlight = 4 * 4096 }, new FakeTimeProvider());
        var held = new List<Task>();
        for (var i = 0; i < 4; i++)
        {
            var (waiting, waitingBody) = Request(length: 10);
            held.Add(endpoint.PostAsync(waiting));
            await waitingBody.IsRead;
        }

        var (context, body) = Request(length: 10);
        await endpoint.PostAsync(context);

        Assert.That((context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()), Is.EqualTo((429, "1")));
        Assert.That(body.IsRead.IsCompleted, Is.False);
        Assert.That(held.Select(request => request.IsCompleted), Has.All.False);
    }

    [Test]
    public async Task Log_WithoutTheTopic_Gets503()
    {
        await using var host = await CollectorHost.StartAsync(static options => options.LogTimeout = TimeSpan.FromMilliseconds(50), createTopic: false);

        var (status, body) = await host.PostAsync("""{"event":"e"}""");

        Assert.That(((int)status, body), Is.EqualTo((503, """{"accepted":0,"error":"log-unavailable"}""")));
        Assert.That(host.Endpoint.BytesInFlight, Is.Zero);
    }

    [Test]
    public async Task Log_ThatCannotBeOpened_Gets503()
    {
        var sink = new ClickSink("shop", () => throw new RecordLogException("in use"), new ClickCollectorOptions(), TimeProvider.System, NullLogger.Instance);

        Assert.That((await sink.WriteAsync([])).IsAcknowledged, Is.False);
        await sink.DisposeAsync();
    }

    private static CollectorEndpoint Endpoint(SimulatedLog log, ClickCollectorOptions options, TimeProvider time) => new(
        "shop", options, new CorsService(Options.Create(new CorsOptions()), NullLoggerFactory.Instance), time, new ClickSink("shop", () => log, options, time, NullLogger.Instance));

    private static (HttpContext Context, SilentBody Body) Request(long? length)
    {
        var body = new SilentBody();
        var context = new DefaultHttpContext();
        (context.Request.Method, context.Request.ContentType, context.Request.ContentLength, context.Request.Body) = ("POST", "application/json", length, body);
        return (context, body);
    }
}
