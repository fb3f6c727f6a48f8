using System.Net;
using System.Text;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>Random changes of valid bodies: no status 500, and what is accepted can be read.</summary>
[TestFixture]
internal sealed class CollectorFuzzTests
{
    private const int Requests = 1_500;

    private static readonly string[] s_bodies =
    [
        """{"user":"ann","event":"view","ts":1760000000000,"page":"/cart","referrer":"https://a.example/","campaign":"spring","userAgent":"x","properties":{"a":1,"b":[true,null,"\u00e9"]},"id":"1"}""",
        """[{"user":"ann","event":"view"},{"user":"bob","event":"buy","ts":"2025-10-09T08:53:20Z"}]""",
        """{"batch":[{"type":"page","anonymousId":"a","messageId":"m","timestamp":"2025-10-09T08:53:20Z","context":{"page":{"path":"/"},"campaign":{"name":"c"},"userAgent":"u"},"properties":{"x":{}}}],"sentAt":"2025-10-09T08:53:21Z"}""",
    ];

    private static readonly string[] s_pieces =
    [
        "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e308", "9223372036854775808", "\\u0000", "\\ud800", "\0", "\uFEFF", "é", "😀", "\"user\":", "\"batch\":[", "\"ts\":", "\"$source\":\"x\",", "  ", "\n",
    ];

    [TestCase(1)]
    [TestCase(2)]
    public async Task Post_OfChangedBodies_IsNeverAnError(int seed)
    {
        var random = new Random(seed);
        await using var host = await CollectorHost.StartAsync();
        var accepted = 0;
        var before = 0L;
        for (var i = 0; i < Requests; i++)
        {
            if (i == Requests / 10)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
            }

            var body = Change(random);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/clicks") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("text/plain");
            var (status, _) = await host.SendAsync(request);
            Assert.That(status, Is.AnyOf(HttpStatusCode.NoContent, HttpStatusCode.OK, HttpStatusCode.BadRequest), () => Encoding.UTF8.GetString(body));
            accepted += status == HttpStatusCode.BadRequest ? 0 : 1;
        }

        // The log is in memory, and the only thing that may grow.
        var clicks = await host.ReadClicksAsync();
        Assert.That(clicks, Has.Count.GreaterThanOrEqualTo(accepted));
        Assert.That(accepted, Is.InRange(Requests / 20, Requests));
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(4_000_000 + (clicks.Count * 1_000)));
    }

    private static byte[] Change(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(s_bodies[random.Next(s_bodies.Length)]).ToList();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var place = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes.InsertRange(place, Encoding.UTF8.GetBytes(s_pieces[random.Next(s_pieces.Length)]));
                    break;
                case 1:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(place, Math.Min(random.Next(8), bytes.Count - place - 1));
                    break;
                default:
                    bytes.InsertRange(place, bytes.GetRange(place, Math.Min(random.Next(32), bytes.Count - place)));
                    break;
            }
        }

        return [.. bytes];
    }
}
