using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Hosting;

namespace ClickstreamAnalysis.AspNetCore.Tests.Answers;

[TestFixture]
internal sealed class SerializationTests
{
    [Test]
    public async Task Get_TypeWithoutJson_NamesTheTypeAndWhatToDo()
    {
        await using var shop = await StartAsync(static options => options.SerializerOptions = new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() });
        await TestShop.UntilAsync(async () => (await shop.GetAsync("/clickstream/stores/baskets/1")).Status is not HttpStatusCode.NotFound and not HttpStatusCode.ServiceUnavailable);
        var (status, json) = await shop.GetAsync("/clickstream/stores/baskets/1");
        Assert.That(status, Is.EqualTo(HttpStatusCode.NotImplemented));
        Assert.That(json.GetProperty("detail").GetString(), Does.Contain("Basket").And.Contain("ConfigureHttpJsonOptions"));
    }

    [Test]
    public async Task Get_LargeInteger_IsTextAndSmallOneIsNumber()
    {
        await using var shop = await StartAsync(static _ => { });
        await TestShop.UntilAsync(async () => (await shop.GetAsync("/clickstream/stores/baskets/1")).Status == HttpStatusCode.OK);
        var (_, json) = await shop.GetAsync("/clickstream/stores/baskets/1");
        Assert.That(json.GetProperty("value").GetRawText(), Is.EqualTo("{\"cents\":\"9007199254740993\",\"items\":2}"));
    }

    [TestCase("x")]
    [TestCase("1.5")]
    [TestCase("99999999999999999999")]
    [TestCase("%20")]
    public async Task Get_KeyOfAnotherType_IsBadRequest(string key)
    {
        await using var shop = await StartAsync(static _ => { });
        Assert.That((await shop.GetAsync($"/clickstream/stores/baskets/{key}")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await shop.GetAsync($"/clickstream/stores/baskets?from=1&to={key}")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await shop.GetAsync("/clickstream/stores/baskets?from=1")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Start_OptionsNotValid_ListsEveryMistakeWithoutTheSecret()
    {
        var builder = new HostApplicationBuilder();
        builder.Services.AddClickstream("shop", static shop => shop.UseLog(static _ => new SimulatedLog()).Topology(TestShop.Build).Http(static http =>
        {
            http.PeerKey = "too-short";
            http.PeerTimeout = TimeSpan.Zero;
            http.PageSize = 0;
        }));
        using var host = builder.Build();
        var message = (await Assert.CatchAsync(() => host.StartAsync()))!.Message;
        Assert.That(message, Does.Contain("PeerKey").And.Contain("PeerTimeout").And.Contain("PageSize").And.Not.Contain("too-short"));
    }

    private static async Task<TestShop> StartAsync(Action<ClickstreamHttpOptions> http)
    {
        var log = new SimulatedLog();
        await log.CreateTopicAsync("items", partitions: 1);
        await using var writer = log.CreateWriter("items", Serdes.Int32, Serdes.Utf8);
        await writer.WriteAsync(1, "tea");
        await writer.WriteAsync(1, "cup");
        return await TestShop.StartAsync(log, more: shop => shop.Http(http), topology: static topology => topology
            .AddStore(Stores.KeyValue("baskets", Serdes.Int32, Serdes.Json(Baskets.Default.Basket)))
            .Stream("items", Serdes.Int32, Serdes.Utf8).Process("fill", static () => new Filler(), "baskets"));
    }

    private sealed class Filler : IProcessor<int, string, int, string>
    {
        private IKeyValueStore<int, Basket> _baskets = null!;

        public void Initialize(IProcessorContext<int, string> context) => _baskets = context.GetStore<IKeyValueStore<int, Basket>>("baskets");

        public void Process(in Record<int, string> record) =>
            _baskets.Put(record.Key, new Basket(9_007_199_254_740_993, (_baskets.TryGet(record.Key, out var basket) ? basket.Items : 0) + 1));
    }
}
