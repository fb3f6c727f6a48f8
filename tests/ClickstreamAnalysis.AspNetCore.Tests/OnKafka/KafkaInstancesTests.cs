using System.Net;
using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Tests.Answers;
using ClickstreamAnalysis.Kafka.Tests.Broker;

namespace ClickstreamAnalysis.AspNetCore.Tests.OnKafka;

/// <summary>Two instances on a real broker, each with its port: any of them can be asked.</summary>
[TestFixture]
internal sealed class KafkaInstancesTests
{
    private readonly string _name = $"http-{Guid.NewGuid():N}";
    private LocalBroker? _started;
    private string? _servers;
    private KafkaLog? _log;
    private TestShop _one = null!;
    private TestShop _two = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _servers = LocalBroker.FindOrStart(out _started);
        if (_servers is null)
        {
            Assert.Ignore(LocalBroker.NoBroker);
        }

        _log = new KafkaLog(_servers);
        await TestShop.WriteAsync(_log, _name);
        var instances = await Task.WhenAll(StartAsync("one"), StartAsync("two"));
        (_one, _two) = (instances[0], instances[1]);
        await TestShop.UntilAsync(async () => TwoInstancesTests.KnowsOther(_one) && TwoInstancesTests.KnowsOther(_two)
            && await TwoInstancesTests.HasAllAsync(_one) && await TwoInstancesTests.HasAllAsync(_two));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_log is null)
        {
            return;
        }

        await _two.DisposeAsync();
        await _one.DisposeAsync();
        await _log.DisposeAsync();
        _started?.Dispose();
    }

    [TestCase("sessions/sessions", "sessions")]
    [TestCase("windows/minutes", "minutes")]
    [TestCase("funnels/checkout", "checkout")]
    public async Task Get_KeysOfEach_HaveTheSameValueOnBoth(string path, string store)
    {
        var fetched = new Dictionary<TestShop, int> { [_one] = 0, [_two] = 0 };
        foreach (var user in TestShop.Users)
        {
            var values = new List<string>();
            foreach (var shop in new[] { _one, _two })
            {
                var (status, answer) = await shop.GetAsync($"/clickstream/{path}/{Uri.EscapeDataString(user)}");
                var isFound = status == HttpStatusCode.OK;

                // Windows that have closed and attempts that are complete are kept nowhere.
                Assert.That(isFound || (status == HttpStatusCode.NotFound && store != "sessions"), $"{user} {answer}");
                values.Add(isFound ? answer.GetProperty("value").GetRawText() : "");
                fetched[shop] += isFound && shop.Application.FindOwner(store, user).Status == StateOwnerStatus.Elsewhere ? 1 : 0;
            }

            Assert.That(values[1], Is.EqualTo(values[0]), user);
        }

        Assert.That(fetched.Values, Is.All.Positive);
    }

    [Test]
    public async Task Get_PagesCountsAndInstances_AreOfBoth()
    {
        var windows = await OneInstanceTests.PagesAsync(_one, "/clickstream/windows/minutes?limit=1");
        Assert.That(windows, Has.Count.AtLeast(4));
        Assert.That(await OneInstanceTests.PagesAsync(_two, "/clickstream/windows/minutes?limit=1000"), Is.EquivalentTo(windows));
        foreach (var shop in new[] { _one, _two })
        {
            Assert.That(await OneInstanceTests.PagesAsync(shop, "/clickstream/sessions/sessions?limit=3"), Is.SupersetOf(TestShop.Users));
            var (_, funnel) = await shop.GetAsync("/clickstream/funnels/checkout");
            Assert.That(funnel.GetProperty("rows")[0].GetProperty("value").GetProperty("steps")[0].GetProperty("users").GetInt32(), Is.GreaterThanOrEqualTo(TestShop.Users.Length), funnel.ToString());
            var (_, instances) = await shop.GetAsync("/clickstream/instances");
            Assert.That(
                instances.GetProperty("instances").EnumerateArray().Select(static one => one.GetProperty("instanceId").GetString()), Is.EquivalentTo(["one", "two"]), instances.ToString());
        }
    }

    [Test]
    public async Task Get_EventsOfBoth_SendTheClicksThatEachProcesses()
    {
        using var limit = new CancellationTokenSource(TestShop.Patience);
        var reads = new[] { _one, _two }.Select(shop => ReadIncreaseAsync(shop, limit.Token)).ToArray();
        await using (var writer = _log!.CreateWriter(_name, Serdes.Utf8, ClickEvent.Serde))
        {
            // Ends when both have seen an increase: a click that was read before the first event is none.
            for (var i = 0; !Task.WhenAll(reads).IsCompleted; i++)
            {
                await writer.WriteAsync($"other-{i % 40}", new ClickEvent { User = $"other-{i % 40}", Name = "view", Page = "/", Time = TestShop.Noon }, cancellationToken: limit.Token);
                await Task.Delay(50, limit.Token);
            }
        }

        await Task.WhenAll(reads);
    }

    private static async Task ReadIncreaseAsync(TestShop shop, CancellationToken limit)
    {
        using var response = await shop.Client.GetAsync(new Uri("/clickstream/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, limit);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit));
        var name = "";
        while (await reader.ReadLineAsync(limit) is { } line)
        {
            name = line.StartsWith("event: ", StringComparison.Ordinal) ? line["event: ".Length..] : name;
            if (name == "counts" && line.StartsWith("data: ", StringComparison.Ordinal)
                && JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]).GetProperty("readSinceLast").GetInt64() > 0)
            {
                return;
            }
        }

        Assert.Fail("The events ended.");
    }

    // The host disposes of its log.
    private Task<TestShop> StartAsync(string instance) =>
        TestShop.StartAsync(new KafkaLog(_servers!), instance, topology: topology => TestShop.BuildOn(topology.Clicks(_name)), application: _name);
}
