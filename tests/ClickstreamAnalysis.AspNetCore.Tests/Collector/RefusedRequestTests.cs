using System.Net;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>The table of malformed, huge and hostile requests.</summary>
[TestFixture]
internal sealed class RefusedRequestTests
{
    private const int Rounds = 20;

    private CollectorHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await CollectorHost.StartAsync(static options => options.AllowedOrigins = ["https://shop.example", "https://www.shop.example"]);

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [TestCaseSource(typeof(RefusedRequests), nameof(RefusedRequests.All))]
    public async Task Post_OfTheTable_IsRefusedWithItsReason(object row)
    {
        var request = (RefusedRequest)row;
        using var message = request.ToMessage();

        var (status, body) = await _host.SendAsync(message);

        Assert.That((int)status, Is.EqualTo(request.Status), body);
        Assert.That(body, Does.Contain(request.Expected));
        Assert.That(_host.Endpoint.BytesInFlight, Is.Zero);
    }

    [Test]
    public void Table_OfRequests_HasAtLeast40() => Assert.That(RefusedRequests.All.Count(), Is.GreaterThanOrEqualTo(40));

    [Test]
    public async Task Post_OfTheWholeTableAgainAndAgain_KeepsNoMemory()
    {
        await RunTableAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var round = 0; round < Rounds; round++)
        {
            await RunTableAsync();
        }

        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(2_000_000));
    }

    private async Task RunTableAsync()
    {
        foreach (var request in RefusedRequests.All.Where(static request => request.Status is not 200))
        {
            using var message = request.ToMessage();
            try
            {
                var (status, _) = await _host.SendAsync(message);
                Assert.That(status, Is.LessThan(HttpStatusCode.InternalServerError));
            }
            catch (HttpRequestException) when (request.IsChunked)
            {
                // The collector need not wait for the rest of a body that it has refused.
            }
        }
    }
}
