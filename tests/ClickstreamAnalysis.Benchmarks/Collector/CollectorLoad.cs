using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Collector;

/// <summary>Sends requests over many connections, each the next when the last is answered.</summary>
internal sealed class CollectorLoad : IDisposable
{
    /// <summary>Different bodies, so that users and pages change.</summary>
    private const int Bodies = 64;

    private readonly CollectorSettings _settings;
    private readonly ClickGenerator _generator;
    private readonly HttpClient _client;

    public CollectorLoad(CollectorSettings settings)
    {
        _settings = settings;
        _generator = new ClickGenerator(settings.Seed, new ClickShape());
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = settings.Connections + 1, UseCookies = false, UseProxy = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{settings.Port}"),
        };
    }

    /// <summary>The clicks that the collector has accepted so far.</summary>
    public long Accepted { get; private set; }

    /// <summary>Waits until the server answers.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            try
            {
                await UsageAsync(limit.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    /// <summary>Measures an endpoint with requests of one size.</summary>
    public async Task<CollectorFigures> MeasureAsync(string path, int batch, CancellationToken cancellationToken)
    {
        var bodies = Enumerable.Range(0, Bodies).Select(_ => Body(batch)).ToArray();
        await SendAsync(path, batch, bodies, _settings.WarmUp, cancellationToken);
        var before = await UsageAsync(cancellationToken);
        var (requests, refused) = await SendAsync(path, batch, bodies, _settings.Duration, cancellationToken);
        var usage = await UsageAsync(cancellationToken) - before;
        return new CollectorFigures { Usage = usage with { EventCount = requests * batch }, Requests = requests, Refused = refused, BodyBytes = bodies.Average(static body => body.Length) };
    }

    public void Dispose() => _client.Dispose();

    private async Task<(long Requests, long Refused)> SendAsync(string path, int batch, byte[][] bodies, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (started, next, requests, refused) = (Stopwatch.GetTimestamp(), 0, 0L, 0L);
        await Task.WhenAll(Enumerable.Range(0, _settings.Connections).Select(_ => Task.Run(RunAsync, cancellationToken)));
        Accepted += path == CollectorMeasurement.Collector ? requests * batch : 0;
        return (requests, refused);

        async Task RunAsync()
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                using var content = new ByteArrayContent(bodies[(uint)Interlocked.Increment(ref next) % Bodies]);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await _client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
                Interlocked.Increment(ref response.StatusCode == HttpStatusCode.NoContent ? ref requests : ref refused);
            }
        }
    }

    private async Task<Usage> UsageAsync(CancellationToken cancellationToken) =>
        await _client.GetFromJsonAsync<Usage>(new Uri("/usage", UriKind.Relative), cancellationToken) ?? throw new BenchmarkException("The server did not tell what it used.");

    /// <summary>A click as it is, or the batch that the collector's script sends.</summary>
    private byte[] Body(int batch)
    {
        Span<byte> click = stackalloc byte[ClickJson.MaxBytes];
        var text = new StringBuilder();
        for (var i = 0; i < batch; i++)
        {
            var length = ClickJson.WriteValue(_generator.Next(), click);
            text.Append(i == 0 ? "" : ",").Append(Encoding.UTF8.GetString(click[..length]));
        }

        return Encoding.UTF8.GetBytes(batch == 1 ? text.ToString() : $$"""{"batch":[{{text}}]}""");
    }
}
