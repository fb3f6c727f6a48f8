using System.Net;
using System.Net.Sockets;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Collector;

/// <summary>One measurement: a server in a process of its own, and the load in this one.</summary>
internal sealed class CollectorMeasurement(CollectorSettings settings, Action<string> onProgress)
{
    public const string Collector = "/clicks";
    private const string Bare = "/bare";

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public async Task<CollectorResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var topics = new RunTopics(settings.Place);
        await using (var log = settings.Place.OpenLog())
        {
            await topics.CreateAsync(log, settings.Topic, settings.Partitions, keep: false, cancellationToken);
        }

        topics.Own($"{settings.Topic}-idle");
        topics.Own($"{settings.Application}-metadata");
        using var load = new CollectorLoad(settings);
        var (rows, inLog) = Phase.IsInThisProcess ? await RunTogetherAsync(load, cancellationToken) : await RunApartAsync(load, cancellationToken);
        return new CollectorResult
        {
            Date = TimeProvider.System.GetUtcNow(),
            Machine = Machine.Here(),
            Log = settings.Place.Describe(),
            Settings = settings,
            Rows = rows,
            Accepted = load.Accepted,
            InLog = inLog,
        };
    }

    private async Task<(List<CollectorRow> Rows, long InLog)> RunApartAsync(CollectorLoad load, CancellationToken cancellationToken)
    {
        using var server = Phase.Start<CollectorSettings, long>(CollectorServerPhase.Name, settings);
        var rows = await MeasureAsync(load, cancellationToken);
        server.Stop();
        return (rows, await server.OutputAsync(cancellationToken));
    }

    private async Task<(List<CollectorRow> Rows, long InLog)> RunTogetherAsync(CollectorLoad load, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var server = Task.Run(() => CollectorServerPhase.RunAsync(settings, stop.Token), cancellationToken);
        var rows = await MeasureAsync(load, cancellationToken);
        await stop.CancelAsync();
        return (rows, await server);
    }

    private async Task<List<CollectorRow>> MeasureAsync(CollectorLoad load, CancellationToken cancellationToken)
    {
        await load.ConnectAsync(cancellationToken);
        var rows = new List<CollectorRow>();
        foreach (var batch in settings.Batches)
        {
            onProgress($"requests of {batch:N0} click(s): read and discarded, then collected");
            rows.Add(new CollectorRow(batch, await load.MeasureAsync(Bare, batch, cancellationToken), await load.MeasureAsync(Collector, batch, cancellationToken)));
        }

        return rows;
    }
}
