using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Events;

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
    public void TryAdd_ClientDoesNotRead_IsDroppedWithBoundedMemory()
    {
        var client = new EventClient();
        var added = 0;
        while (client.TryAdd([1]))
        {
            added++;
        }

        Assert.That(added, Is.EqualTo(16));
        Assert.That(client.Dropped.IsCancellationRequested, Is.True);
    }
}
