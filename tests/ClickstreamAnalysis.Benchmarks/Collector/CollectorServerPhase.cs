using ClickstreamAnalysis.Benchmarks.Measuring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Benchmarks.Collector;

/// <summary>A web host with a click collector at <c>/clicks</c>, an endpoint that only reads its body at <c>/bare</c>, and its own cost at <c>/usage</c>.</summary>
internal static class CollectorServerPhase
{
    public const string Name = "collector-server";

    /// <summary>Serves until it is stopped.</summary>
    /// <returns>The clicks in the log.</returns>
    public static async Task<long> RunAsync(CollectorSettings settings, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{settings.Port}");
        builder.Services.AddClickstream(settings.Application, application => application.UseLog(_ => settings.Place.OpenLog())
            .Configure(options => options with { StateDirectory = settings.Place.StateDirectory })
            .CreateTopics(settings.Partitions)
            .Topology(topology => topology.Stream<string, string>($"{settings.Topic}-idle").ForEach(static (_, _) => { }))
            .AddClickCollector(options =>
            {
                options.Topic = settings.Topic;
                options.RequestsPerSecond = null;
            }));
        await using var app = builder.Build();
        app.MapClickCollector("/clicks");
        app.MapPost("/bare", (RequestDelegate)DiscardAsync);
        var stopper = new Stopper(0);
        app.MapGet("/usage", (RequestDelegate)(context => context.Response.WriteAsJsonAsync(stopper.Stop(0).Whole)));
        await app.StartAsync(CancellationToken.None);
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var clicks = await CountAsync(app.Services.GetRequiredService<IRecordLog>(), settings);
        await app.StopAsync(CancellationToken.None);
        return clicks;
    }

    private static async Task DiscardAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<long> CountAsync(IRecordLog log, CollectorSettings settings)
    {
        var clicks = 0L;
        await foreach (var _ in log.CreateReader(settings.Topic, Serdes.Utf8, Serdes.Bytes))
        {
            clicks++;
        }

        return clicks;
    }
}
