using ClickstreamAnalysis.AspNetCore.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Tests.Events;

/// <summary>Server-sent events over real connections, to clients of which some read nothing.</summary>
[TestFixture]
internal sealed class EventQueueTests
{
    private const int FrameBytes = 64 << 10;
    private const int Frames = 2000;
    private const int Capacity = 16;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly List<(EventQueue Queue, Task Sending)> _clients = [];
    private WebApplication _app = null!;
    private bool _replaces;

    private Uri Address => new(_app.Urls.Single());

    [SetUp]
    public async Task StartAsync()
    {
        _clients.Clear();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapGet("/events", (RequestDelegate)(async context =>
        {
            var queue = new EventQueue(Capacity, _replaces) { Patience = TimeSpan.FromSeconds(_replaces ? 2 : 60) };
            var sending = queue.SendAsync(context);
            lock (_clients)
            {
                _clients.Add((queue, sending));
            }

            await sending;
        }));
        await _app.StartAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _app.DisposeAsync();

    [Test]
    public async Task TryAdd_ClientReadsNothing_IsDroppedAndHoldsNobodyUp()
    {
        using var limit = new CancellationTokenSource(s_patience);
        using var silent = await SilentClient.ConnectAsync(Address, "/events");
        var slow = await ClientAsync(0, limit.Token);
        using var http = new HttpClient { BaseAddress = Address };
        using var response = await http.GetAsync(new Uri("/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, limit.Token);
        var quick = await ClientAsync(1, limit.Token);
        using var body = await response.Content.ReadAsStreamAsync(limit.Token);
        await SkipAsync(body, "retry: 2000\n\n".Length, limit.Token);

        var added = 0;
        for (var i = 0; i < Frames; i++)
        {
            var frame = new byte[FrameBytes];
            added += slow.Queue.TryAdd(frame) ? 1 : 0;
            Assert.That(quick.Queue.TryAdd(frame), Is.True, $"{i}");
            await SkipAsync(body, FrameBytes, limit.Token);
        }

        // What the system's own buffers take is limited, too.
        Assert.That(added, Is.LessThan(Frames / 4));
        await slow.Sending.WaitAsync(limit.Token);
        Assert.That(await silent.ReadToEndAsync(limit.Token), Is.LessThan((added + 1L) * FrameBytes));
        Assert.That(quick.Sending.IsCompleted, Is.False);
    }

    [Test]
    public async Task TryAdd_ClientReadsNothing_LosesTheOldestInBoundedMemoryAndIsDisconnected()
    {
        _replaces = true;
        using var limit = new CancellationTokenSource(s_patience);
        using var silent = await SilentClient.ConnectAsync(Address, "/events");
        var slow = await ClientAsync(0, limit.Token);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Frames; i++)
        {
            Assert.That(slow.Queue.TryAdd(new byte[FrameBytes]), Is.True);
            if (i % 10 == 0)
            {
                // Time to send: the system's own buffers must be full first.
                await Task.Delay(1, limit.Token);
            }
        }

        // Of 125 MiB, the queue, and what Kestrel has not handed to the system.
        var after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.That(after - before, Is.LessThan((Capacity + 16) * FrameBytes));
        await slow.Sending.WaitAsync(limit.Token);
        Assert.That(await silent.ReadToEndAsync(limit.Token), Is.LessThan((long)Frames * FrameBytes / 4));
    }

    private static async Task SkipAsync(Stream body, int bytes, CancellationToken cancellationToken) => await body.ReadExactlyAsync(new byte[bytes], cancellationToken);

    private async Task<(EventQueue Queue, Task Sending)> ClientAsync(int index, CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_clients)
            {
                if (_clients.Count > index)
                {
                    return _clients[index];
                }
            }

            await Task.Delay(10, cancellationToken);
        }
    }
}
