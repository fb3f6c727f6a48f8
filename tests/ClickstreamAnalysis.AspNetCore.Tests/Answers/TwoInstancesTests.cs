using System.Net;
using ClickstreamAnalysis.AspNetCore.Peers;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.AspNetCore.Tests.Answers;

[TestFixture]
internal sealed class TwoInstancesTests
{
    private SimulatedLog _log = null!;
    private TestShop _one = null!;
    private TestShop _two = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _log = await TestShop.LogAsync();
        _one = await TestShop.StartAsync(_log, "one");
        _two = await TestShop.StartAsync(_log, "two");
        await TestShop.UntilAsync(async () => KnowsOther(_one) && KnowsOther(_two) && await HasAllAsync(_one) && await HasAllAsync(_two));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Test]
    public async Task Get_AnyKey_HasTheSameAnswerOnBoth()
    {
        var elsewhere = 0;
        foreach (var user in TestShop.Users)
        {
            elsewhere += _one.Application.FindOwner("sessions", user).Status == StateOwnerStatus.Elsewhere ? 1 : 0;
            var path = $"/clickstream/sessions/sessions/{Uri.EscapeDataString(user)}";
            var (first, second) = (await _one.GetAsync(path), await _two.GetAsync(path));
            Assert.That(first.Status, Is.EqualTo(HttpStatusCode.OK), $"{user} {first.Json}");
            Assert.That(second.Status, Is.EqualTo(HttpStatusCode.OK), $"{user} {second.Json}");
            Assert.That(second.Json.GetProperty("value").GetRawText(), Is.EqualTo(first.Json.GetProperty("value").GetRawText()));
        }

        Assert.That(elsewhere, Is.InRange(1, TestShop.Users.Length - 1));
    }

    [Test]
    public async Task Get_KeyWithoutValueElsewhere_IsNotFound()
    {
        var user = Enumerable.Range(0, 1000).Select(static i => $"nobody-{i}").First(user => _one.Application.FindOwner("sessions", user).Status == StateOwnerStatus.Elsewhere);
        Assert.That((await _one.GetAsync($"/clickstream/sessions/sessions/{user}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(1000)]
    public async Task Get_Pages_GiveEachKeyOfBothOnce(int limit)
    {
        Assert.That(await OneInstanceTests.PagesAsync(_one, $"/clickstream/sessions/sessions?limit={limit}"), Is.EquivalentTo(TestShop.Users));
        Assert.That(await OneInstanceTests.PagesAsync(_two, $"/clickstream/sessions/sessions?limit={limit}"), Is.EquivalentTo(TestShop.Users));
    }

    [Test]
    public async Task Get_CountAndInstances_AreOfBoth()
    {
        var (_, count) = await _two.GetAsync("/clickstream/sessions/sessions/count");
        Assert.That(count.GetProperty("open").GetInt32(), Is.EqualTo(TestShop.Users.Length), count.ToString());
        var (_, instances) = await _two.GetAsync("/clickstream/instances");
        Assert.That(
            instances.GetProperty("instances").EnumerateArray().Select(static one => one.GetProperty("instanceId").GetString()), Is.EquivalentTo(["one", "two"]), instances.ToString());
    }

    [Test]
    public async Task Ask_KeyOfTheOther_IsNotForwarded()
    {
        // What one asks two is answered by two, even when one has it: there is no way back.
        var user = TestShop.Users.First(user => _one.Application.FindOwner("sessions", user).Status == StateOwnerStatus.Here);
        var target = $"/clickstream-peers/shop/stores/sessions/{Uri.EscapeDataString(user)}";
        Assert.That(await SendAsync(target, Sign("two", target)), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [Test]
    public async Task Ask_Signed_IsAnsweredOnceAndToWhomItIsAddressed()
    {
        const string Target = "/clickstream-peers/shop/tasks";
        var header = Sign("two", Target);
        Assert.That(await SendAsync(Target, header, forwarded: true), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await SendAsync(Target, header), Is.EqualTo(HttpStatusCode.Unauthorized), "repeated");
        Assert.That(await SendAsync(Target, Sign("one", Target)), Is.EqualTo(HttpStatusCode.Unauthorized), "for another instance");
        Assert.That(await SendAsync(Target + "?x", Sign("two", Target)), Is.EqualTo(HttpStatusCode.Unauthorized), "for another target");
        Assert.That(await SendAsync(Target, Sign("two", Target, key: "another-key-another-key-another-key")), Is.EqualTo(HttpStatusCode.Unauthorized), "another key");
        Assert.That(await SendAsync(Target, Sign("two", Target, application: "other")), Is.EqualTo(HttpStatusCode.Unauthorized), "another application");
        Assert.That(await SendAsync(Target, Sign("two", Target, age: TimeSpan.FromSeconds(31))), Is.EqualTo(HttpStatusCode.Unauthorized), "too old");
        Assert.That(await SendAsync(Target, Sign("two", Target, age: TimeSpan.FromSeconds(-40))), Is.EqualTo(HttpStatusCode.Unauthorized), "from the future");
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("x")]
    [TestCase("..")]
    [TestCase("1.2.3")]
    [TestCase("99999999999999999999.a.b")]
    [TestCase("1.2.3.4")]
    public async Task Ask_WithoutValidSignature_IsRefused(string? header)
    {
        foreach (var path in new[] { "", "/stores/sessions", "/stores/sessions/user-1", "/health" })
        {
            Assert.That(await SendAsync("/clickstream-peers/shop" + path, header), Is.EqualTo(HttpStatusCode.Unauthorized));
        }
    }

    internal static bool KnowsOther(TestShop shop) => shop.Application.FindOwners("sessions").Count(static owner => owner.Status == StateOwnerStatus.Elsewhere) == 2;

    private static string Sign(string instance, string target, string key = TestShop.Key, string application = "shop", TimeSpan age = default) =>
        new PeerSignature(key, application).Sign(instance, target, TimeProvider.System.GetUtcNow() - age);

    internal static async ValueTask<bool> HasAllAsync(TestShop shop)
    {
        var (status, page) = await shop.GetAsync("/clickstream/sessions/sessions");
        return status == HttpStatusCode.OK && page.GetProperty("rows").GetArrayLength() == TestShop.Users.Length && page.GetProperty("isComplete").GetBoolean()
            && page.GetProperty("rows").EnumerateArray().Sum(static row => row.GetProperty("value")[0].GetProperty("eventCount").GetInt32()) == 52;
    }

    private async Task<HttpStatusCode> SendAsync(string target, string? header, bool forwarded = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(PeerSignature.Header, header);
        }

        if (forwarded)
        {
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        }

        using var response = await _two.Client.SendAsync(request);
        return response.StatusCode;
    }
}
