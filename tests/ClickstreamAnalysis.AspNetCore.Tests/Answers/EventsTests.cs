using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Tests.Events;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace ClickstreamAnalysis.AspNetCore.Tests.Answers;

[TestFixture]
internal sealed class EventsTests
{
    [Test]
    public async Task Get_Events_BeginWithEverythingAndSendNewCounts()
    {
        await using var shop = await TestShop.StartAsync(await TestShop.LogAsync());
        using var limit = new CancellationTokenSource(TestShop.Patience);
        using var response = await shop.Client.GetAsync(new Uri("/clickstream/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        var seen = new HashSet<string>();
        string? name = null;
        while (!seen.IsSupersetOf(["state", "tasks", "counts", "funnel", "all read"]))
        {
            var line = await reader.ReadLineAsync(limit.Token);
            Assert.That(line, Is.Not.Null);
            if (line!.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
                seen.Add(name);
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                var data = JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]);
                if (name == "counts" && data.GetProperty("read").GetInt64() == 52)
                {
                    seen.Add("all read");
                }
            }
        }
    }

    [Test]
    public async Task Get_MoreClientsThanAllowed_AreUnavailableUntilOneLeaves()
    {
        await using var shop = await TestShop.StartAsync(await TestShop.LogAsync(), more: static shop => shop.Http(static http => http.MaxEventClients = 1));
        var uri = new Uri("/clickstream/events", UriKind.Relative);
        using (await shop.Client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead))
        {
            using var second = await shop.Client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
            Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        }

        await TestShop.UntilAsync(async () =>
        {
            using var third = await shop.Client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
            return third.StatusCode == HttpStatusCode.OK;
        });
    }

    [Test]
    public async Task Stop_WithClient_DoesNotWaitForIt()
    {
        var shop = await TestShop.StartAsync(await TestShop.LogAsync());
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, shop.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /clickstream/events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        Assert.That(await socket.GetStream().ReadAsync(new byte[16]), Is.Positive);
        await shop.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15));
    }

    [Test]
    public async Task Get_ClientReadsNothing_IsDroppedWhileOthersReceive()
    {
        await using var shop = await TestShop.StartAsync(
            await TestShop.LogAsync(),
            more: static shop => shop.Http(static http => http.MaxEventClients = 2),
            host: static host =>
            {
                // Seconds pass quickly, and the system keeps little for a client.
                host.Services.AddSingleton<TimeProvider>(new HurriedTimeProvider(100));
                host.WebHost.ConfigureKestrel(static kestrel => (kestrel.Limits.MaxResponseBufferSize, kestrel.Limits.MinResponseDataRate) = (1024, null));
                host.WebHost.UseSockets(static sockets => sockets.CreateBoundListenSocket = static endpoint =>
                {
                    var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                    socket.SendBufferSize = 4096;
                    return socket;
                });
            });
        var uri = new Uri("/clickstream/events", UriKind.Relative);
        using var silent = await SilentClient.ConnectAsync(shop.Address, "/clickstream/events");
        using var limit = new CancellationTokenSource(TestShop.Patience);
        using var response = await shop.Client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        var (seconds, isFree) = (0, false);
        while (!isFree && await reader.ReadLineAsync(limit.Token) is { } line)
        {
            seconds += line == "event: counts" ? 1 : 0;
            if (line == "event: counts" && seconds % 16 == 0)
            {
                using var third = await shop.Client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                isFree = third.StatusCode == HttpStatusCode.OK;
                Assert.That(isFree && seconds == 16, Is.False, "The client cannot be so slow yet.");
            }
        }

        Assert.That(isFree, Is.True);
        Assert.That(await silent.ReadToEndAsync(limit.Token), Is.Positive);
    }
}
