using System.Net;
using ClickstreamAnalysis.AspNetCore.Peers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Tests.Answers;

/// <summary>The other instance has partitions, but whatever listens at its address misbehaves.</summary>
[TestFixture]
internal sealed class MisbehavingPeerTests
{
    private WebApplication _peer = null!;
    private StreamsApplication _other = null!;
    private TestShop _shop = null!;
    private RequestDelegate _answer = static _ => Task.CompletedTask;
    private string? _version;
    private string _user = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _peer = builder.Build();
        var address = TestShop.FreeAddress();
        _peer.Urls.Add(address.ToString());
        _peer.Run(context =>
        {
            context.Response.Headers[PeerVersion.Header] = _version;
            return _answer(context);
        });
        await _peer.StartAsync();

        var log = await TestShop.LogAsync();
        var topology = new TopologyBuilder();
        TestShop.Build(topology);
        _other = new StreamsApplication(topology.Build(), log, TestShop.Options(new StreamsOptions { ApplicationId = "shop" }, "other", address));
        await _other.StartAsync();
        _shop = await TestShop.StartAsync(log, "one", more: static shop => shop.Http(static http =>
        {
            http.PeerTimeout = TimeSpan.FromMilliseconds(300);
            http.MaxPeerAnswerBytes = 64 << 10;
        }));
        await TestShop.UntilAsync(() => new(TwoInstancesTests.KnowsOther(_shop)));
        _user = TestShop.Users.First(user => _shop.Application.FindOwner("sessions", user).Status == StateOwnerStatus.Elsewhere);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _shop.DisposeAsync();
        await _other.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [SetUp]
    public void SpeakTheSameVersion() => _version = PeerVersion.Current;

    [TestCase(null, "without a version")]
    [TestCase("2", "answers in version 2 of the exchange between instances, and this instance reads version 1")]
    public async Task Get_PeerOfAnotherVersion_IsNamedWithTheReason(string? version, string reason)
    {
        _version = version;
        _answer = static context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("{}");
        };
        var (status, problem) = await _shop.GetAsync($"/clickstream/sessions/sessions/{_user}");
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadGateway));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain(reason));
        Assert.That(problem.GetProperty("owner").GetProperty("instance").GetString(), Is.EqualTo("other"));
        foreach (var path in new[] { "sessions/sessions", "sessions/sessions/count", "instances" })
        {
            var (_, answer) = await _shop.GetAsync($"/clickstream/{path}");
            var missing = answer.GetProperty("missingInstances")[0];
            Assert.That(missing.GetProperty("instance").GetString(), Is.EqualTo("other"), path);
            Assert.That(missing.GetProperty("reason").GetString(), Does.Contain(reason), path);
        }
    }

    [Test]
    public async Task Get_PeerRefusesTheSignature_SaysWhatMayDiffer()
    {
        _answer = static context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        };
        var (_, answer) = await _shop.GetAsync("/clickstream/instances");
        Assert.That(answer.GetProperty("missingInstances")[0].GetProperty("reason").GetString(), Does.Contain("the PeerKey or the clock"));
    }

    [Test]
    public Task Get_PeerNeverAnswers_TimesOut() =>
        AssertAsync(static context => Task.Delay(Timeout.Infinite, context.RequestAborted), HttpStatusCode.GatewayTimeout);

    [Test]
    public Task Get_PeerSendsSlowly_TimesOut() => AssertAsync(
        static async context =>
        {
            context.Response.ContentType = "application/json";
            while (true)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        },
        HttpStatusCode.GatewayTimeout);

    [Test]
    public Task Get_PeerSendsTooMuch_IsBadGateway() => AssertAsync(
        static context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync($"\"{new string('x', 100_000)}\"");
        },
        HttpStatusCode.BadGateway);

    [Test]
    public async Task Get_PageOfAPeerThatSendsTooMuch_NamesTheSetting()
    {
        _answer = static context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync($"\"{new string('x', 100_000)}\"");
        };
        var (status, page) = await _shop.GetAsync("/clickstream/funnels/checkout");
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(page.GetProperty("missingInstances")[0].GetProperty("reason").GetString(), Is.EqualTo("answered with more than 65536 bytes (MaxPeerAnswerBytes)"));
    }

    [TestCase(500)]
    [TestCase(401)]
    [TestCase(302)]
    [TestCase(204)]
    public Task Get_PeerAnswersWithOtherStatus_IsBadGateway(int status) => AssertAsync(
        context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/";
            return Task.CompletedTask;
        },
        HttpStatusCode.BadGateway);

    [TestCase("<html>", "text/html")]
    [TestCase("<html>", "application/json")]
    [TestCase("", "application/json")]
    [TestCase("{", "application/json")]
    public Task Get_PeerAnswersWithoutJson_IsBadGateway(string body, string type) => AssertAsync(
        context =>
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        },
        HttpStatusCode.BadGateway);

    [Test]
    public Task Get_PeerHasLostTheKey_IsUnavailable() => AssertAsync(
        static context =>
        {
            context.Response.StatusCode = 503;
            context.Response.ContentType = "application/problem+json";
            return context.Response.WriteAsync("{}");
        },
        HttpStatusCode.ServiceUnavailable);

    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("{\"next\":\"x\",\"rows\":[],\"positions\":[]}")]
    [TestCase("{\"next\":null,\"rows\":[1],\"positions\":[]}")]
    public async Task Get_PageWhenPeerSendsSomethingElse_NamesPeerAndGaps(string body)
    {
        _answer = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body);
        };
        var (status, page) = await _shop.GetAsync("/clickstream/sessions/sessions");
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.Multiple(() =>
        {
            Assert.That(page.GetProperty("isComplete").GetBoolean(), Is.False);
            Assert.That(page.GetProperty("gaps").GetArrayLength(), Is.EqualTo(2));
            Assert.That(page.GetProperty("missingInstances")[0].GetProperty("instance").GetString(), Is.EqualTo("other"));
            Assert.That(page.GetProperty("missingInstances")[0].GetProperty("reason").GetString(), Is.EqualTo("answered with something that this instance cannot read"));
        });
    }

    [Test]
    public async Task Get_InstancesWhenPeerNeverAnswers_NamesIt()
    {
        _answer = static context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var (status, json) = await _shop.GetAsync("/clickstream/instances");
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(json.GetProperty("missingInstances")[0].GetProperty("instance").GetString(), Is.EqualTo("other"));
    }

    private async Task AssertAsync(RequestDelegate answer, HttpStatusCode expected)
    {
        _answer = answer;
        var (status, json) = await _shop.GetAsync($"/clickstream/sessions/sessions/{_user}");
        Assert.That(status, Is.EqualTo(expected), json.ToString());
        Assert.That(json.GetProperty("owner").GetProperty("instance").GetString(), Is.EqualTo("other"));
    }
}
