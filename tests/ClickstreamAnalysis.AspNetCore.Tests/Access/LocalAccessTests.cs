using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClickstreamAnalysis.AspNetCore.Tests.Access;

[TestFixture]
internal sealed class LocalAccessTests
{
    [TestCase("127.0.0.1", "localhost", ExpectedResult = 200)]
    [TestCase("127.0.0.1", "127.0.0.1:5000", ExpectedResult = 200)]
    [TestCase("::1", "[::1]:5000", ExpectedResult = 200)]
    [TestCase("::ffff:127.0.0.1", "LOCALHOST:5000", ExpectedResult = 200)]
    [TestCase("192.168.0.7", "localhost", ExpectedResult = 403)]
    [TestCase("127.0.0.1", "evil.example", ExpectedResult = 403)]
    [TestCase("127.0.0.1", "localhost.evil.example", ExpectedResult = 403)]
    [TestCase("127.0.0.1", "", ExpectedResult = 403)]
    [TestCase(null, "localhost", ExpectedResult = 403)]
    public async Task<int> Invoke_WithoutPolicy_AnswersThisMachineOnly(string? address, string host) =>
        await StatusAsync(static _ => { }, address, host);

    [TestCase("Forwarded")]
    [TestCase("X-Forwarded-For")]
    [TestCase("X-Real-IP")]
    [TestCase("Via")]
    public async Task Invoke_BehindProxyOfThisMachine_Refuses(string header) =>
        Assert.That(await StatusAsync(static _ => { }, "127.0.0.1", "localhost", header), Is.EqualTo(403));

    [Test]
    public async Task Invoke_PolicyNamedAfterwards_LeavesTheDecisionToIt() =>
        Assert.That(await StatusAsync(static endpoint => endpoint.RequireAuthorization("operators"), "192.168.0.7", "shop.example"), Is.EqualTo(200));

    [Test]
    public async Task Invoke_PolicyTakenBackByAllowAnonymous_AnswersThisMachineOnly() =>
        Assert.That(
            await StatusAsync(static endpoint => endpoint.RequireAuthorization("operators").AllowAnonymous(), "192.168.0.7", "shop.example"),
            Is.EqualTo(403));

    private static async Task<int> StatusAsync(Action<IEndpointConventionBuilder> convention, string? address, string host, string? header = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        await using var app = builder.Build();
        var mapped = app.MapGet("/state", static () => "state");
        convention(mapped.RequireLocalAccess());

        var endpoint = ((IEndpointRouteBuilder)app).DataSources.Single().Endpoints.Single();
        var context = new DefaultHttpContext { RequestServices = app.Services };
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        context.Request.Host = new HostString(host);
        if (header is not null)
        {
            context.Request.Headers[header] = "203.0.113.9";
        }

        await endpoint.RequestDelegate!(context);
        return context.Response.StatusCode;
    }
}
