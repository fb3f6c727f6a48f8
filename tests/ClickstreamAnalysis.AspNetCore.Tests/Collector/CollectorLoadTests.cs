using System.Net;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>What the collector accepts is in the log, however many send and however the log fails.</summary>
[TestFixture]
internal sealed class CollectorLoadTests
{
    private const int Senders = 16;
    private const int RequestsOfEach = 60;

    [Test]
    public async Task Post_FromManyAtOnce_IsInTheLogExactlyOnce()
    {
        await using var host = await CollectorHost.StartAsync();

        var sent = await SendAsync(host);

        Assert.That(sent.Select(request => request.Status).Distinct(), Is.EqualTo([HttpStatusCode.NoContent]));
        Assert.That((await host.ReadClicksAsync()).Select(IdOf), Is.EquivalentTo(sent.SelectMany(request => request.Ids)));
        Assert.That(host.Endpoint.BytesInFlight, Is.Zero);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task Post_ToALogThatFails_ClaimsOnlyWhatTheLogHas(int seed)
    {
        var log = new SimulatedLog(new SimulatedLogOptions
        {
            Seed = seed,
            Faults = new Dictionary<SimulatedFault, double>
            {
                [SimulatedFault.ProduceFailed] = 0.05,
                [SimulatedFault.DeliveryDelayed] = 0.1,
                [SimulatedFault.FlushFailed] = 0.1,
                [SimulatedFault.AdminFailed] = 0.1,
            },
        });
        await using var host = await CollectorHost.StartAsync(log: log);

        var sent = await SendAsync(host);

        log.FaultsEnabled = false;
        var there = (await host.ReadClicksAsync()).ConvertAll(IdOf);
        var accepted = sent.Where(request => request.Status == HttpStatusCode.NoContent).SelectMany(request => request.Ids).ToArray();
        Assert.That(sent.Select(request => request.Status).Distinct(), Is.EquivalentTo([HttpStatusCode.NoContent, HttpStatusCode.ServiceUnavailable]));
        Assert.That(accepted.Except(there), Is.Empty, "accepted, and not in the log");
        Assert.That(there, Is.Unique);
        Assert.That(there, Is.SubsetOf(sent.SelectMany(request => request.Ids)));
    }

    [Test]
    public async Task Post_BeyondTheRateOfAClient_Gets429AndIsCounted()
    {
        using var counts = new CountedRequests();
        await using var host = await CollectorHost.StartAsync(static options => (options.RequestsPerSecond, options.RequestBurst) = (1, 20));

        var sent = await SendAsync(host);

        var accepted = sent.Where(request => request.Status == HttpStatusCode.NoContent).SelectMany(request => request.Ids).ToArray();
        var refused = sent.Count(request => request.Status == HttpStatusCode.TooManyRequests);
        Assert.That(refused, Is.GreaterThan(0).And.EqualTo(sent.Count(request => request.Status != HttpStatusCode.NoContent)));
        Assert.That(counts.Of(429), Is.EqualTo(refused));
        Assert.That(counts.Of(204), Is.EqualTo(sent.Count - refused));
        Assert.That((await host.ReadClicksAsync()).Select(IdOf), Is.EquivalentTo(accepted));
    }

    private static async Task<List<(HttpStatusCode Status, string[] Ids)>> SendAsync(CollectorHost host)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, Senders).Select(async sender =>
        {
            var sent = new List<(HttpStatusCode, string[])>();
            for (var request = 0; request < RequestsOfEach; request++)
            {
                string[] ids = [.. Enumerable.Range(0, 1 + (request % 4)).Select(click => $"{sender}-{request}-{click}")];
                var body = string.Join(',', ids.Select(id => $$"""{"id":"{{id}}","user":"user-{{sender}}","event":"view"}"""));
                sent.Add(((await host.PostAsync($"[{body}]")).Status, ids));
            }

            return sent;
        }));
        return [.. all.SelectMany(static sent => sent)];
    }

    private static string IdOf(ClickEvent click) => click.Properties.TryGetString("$id", out var id) ? id : "";
}
