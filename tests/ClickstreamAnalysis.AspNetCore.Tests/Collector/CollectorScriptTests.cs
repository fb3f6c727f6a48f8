using System.Net;
using System.Security.Cryptography;
using System.Text;
using ClickstreamAnalysis.AspNetCore.Collector;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>The script as it is served.</summary>
[TestFixture]
internal sealed class CollectorScriptTests
{
    private const int MaxBytes = 3 * 1024;

    [Test]
    public void Script_IsBelow3KiB() => Assert.That(CollectorScript.File.Bytes.Length, Is.InRange(1_000, MaxBytes));

    [Test]
    public void Script_IsBuiltFromTheSourceBesideIt()
    {
        var source = File.ReadAllBytes(Repository.PathOf("src", "ClickstreamAnalysis.AspNetCore", "Collector", "Script", "clickstream.js"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(source))[..16];

        Assert.That(Encoding.UTF8.GetString(CollectorScript.File.Bytes.Span), Does.StartWith($"/* clickstream.js {hash} */\n"), "run 'npm run build' in the folder of the script");
    }

    [Test]
    public async Task Get_OfTheScript_IsCachedAndRevalidated()
    {
        await using var host = await CollectorHost.StartAsync();
        using var first = await host.Client.GetAsync(new Uri("/clicks/script.js", UriKind.Relative));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/clicks/script.js") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await host.Client.SendAsync(again);

        Assert.That(await first.Content.ReadAsByteArrayAsync(), Is.EqualTo(CollectorScript.File.Bytes.ToArray()));
        Assert.That(first.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/javascript; charset=utf-8"));
        Assert.That(first.Headers.CacheControl!.ToString(), Is.EqualTo("public, max-age=3600"));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }
}
