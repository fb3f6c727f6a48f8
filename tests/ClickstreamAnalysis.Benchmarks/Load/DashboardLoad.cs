using ClickstreamAnalysis.Benchmarks.Measuring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>Serves the dashboard of an application, and keeps dashboards open that read what it sends. The readers count as a part of its cost.</summary>
internal sealed class DashboardLoad : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly HttpClient _client = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _readers = [];
    private long _bytes;

    private DashboardLoad(WebApplication web) => _web = web;

    /// <summary>Opens dashboards; null for none.</summary>
    /// <param name="application">A started application.</param>
    /// <param name="log">Its log.</param>
    /// <param name="dashboards">How many.</param>
    public static async Task<DashboardLoad?> StartAsync(StreamsApplication application, IRecordLog log, int dashboards)
    {
        if (dashboards == 0)
        {
            return null;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddClickstream("rate", application, log);
        var web = builder.Build();
        web.MapClickstreamDashboard("/dashboard");
        await web.StartAsync();
        var load = new DashboardLoad(web);
        var feed = new Uri(new Uri(web.Urls.Single()), "/dashboard/feed");
        load._readers.AddRange(Enumerable.Range(0, dashboards).Select(_ => load.ReadAsync(feed)));
        return load;
    }

    /// <summary>Closes the dashboards.</summary>
    /// <returns>How many bytes they have received.</returns>
    public async Task<long> StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_readers);
        return _bytes > 0 ? _bytes : throw new BenchmarkException("The dashboards have received nothing.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _web.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync(Uri feed)
    {
        try
        {
            await using var stream = await _client.GetStreamAsync(feed, _stop.Token);
            var buffer = new byte[16_384];
            while (await stream.ReadAsync(buffer, _stop.Token) is var read and > 0)
            {
                Interlocked.Add(ref _bytes, read);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
