using System.Net;
using System.Net.Sockets;
using ClickstreamAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopAnalytics.CommandLine;

namespace ShopAnalytics.Dashboard;

/// <summary>The dashboard of a run, on a port of this machine. Instances on one machine find each other and show the same picture.</summary>
internal sealed class ShopDashboard
{
    private const int PortsToTry = 20;

    private readonly TimeSpan _lateAfter;
    private WebApplication? _web;

    private ShopDashboard(int port, TimeSpan lateAfter) => (Address, _lateAfter) = (new Uri($"http://127.0.0.1:{port}/"), lateAfter);

    /// <summary>Where this instance answers.</summary>
    public Uri Address { get; }

    /// <summary>Where a browser finds the dashboard.</summary>
    public Uri Page => new(Address, "dashboard/");

    /// <summary>Chooses a port: the one of the options, or the next free one for a further instance.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The dashboard; null when there is none, or no port is free.</returns>
    public static ShopDashboard? Of(ShopOptions options) =>
        options.DashboardPort is { } first && Enumerable.Range(first, PortsToTry).Where(IsFree).Select(static port => (int?)port).FirstOrDefault() is { } free
            ? new ShopDashboard(free, options.Gap + options.Grace)
            : null;

    /// <summary>Serves the dashboard.</summary>
    /// <param name="application">The application.</param>
    /// <param name="log">Its log.</param>
    /// <param name="loggers">Where the library logs.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public async Task StartAsync(StreamsApplication application, IRecordLog log, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false).UseUrls(Address.ToString());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddClickstream("shop", application, log);
        builder.Services.Configure<ClickstreamHttpOptions>("shop", static http => http.PeerKey = PeerKey.Read());
        _web = builder.Build();
        _web.MapClickstreamDashboard("/dashboard", dashboard => dashboard.LateAfter = _lateAfter);
        await _web.StartAsync(cancellationToken);
    }

    /// <summary>Stops serving.</summary>
    public async Task StopAsync()
    {
        if (_web is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _web.StopAsync(now.Token);
            await _web.DisposeAsync();
            _web = null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
