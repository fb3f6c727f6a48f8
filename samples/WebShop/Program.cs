using ClickstreamAnalysis;
using WebShop.Insights;
using WebShop.Pages;

var builder = WebApplication.CreateBuilder(args);
var data = builder.Configuration["data"] ?? "data";
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);

builder.Services.AddClickstream("shop", shop =>
{
    _ = builder.Configuration["bootstrap"] is { } servers ? shop.UseKafka(servers) : shop.UseEmbeddedLog($"{data}/log");
    shop.CreateTopics(partitions: 4)
        .Configure(options => options with
        {
            StateDirectory = $"{data}/state",
            BadRecords = BadRecordPolicy.Skip,
            IdleTimeout = TimeSpan.FromMinutes(1),
            AdvertisedAddress = builder.Configuration["address"] is { } address ? new Uri(address) : null,
        })
        .Topology(ShopTopology.Build)
        .Http(http => http.PeerKey = builder.Configuration["peer-key"])
        .AddClickCollector();
});
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddHttpClient<CampaignProducts>(http => http.Timeout = TimeSpan.FromMilliseconds(500));
builder.Services.AddSingleton<DroppedOutUsers>();

await using var app = builder.Build();
app.MapClickCollector("/clicks");
app.MapClickstream("/clickstream");
app.MapClickstreamDashboard("/dashboard");
app.MapShopPages();
app.MapGet(CampaignProducts.Path, (string campaign, CampaignProducts products, CancellationToken stop) => products.FindHereAsync(campaign, stop));
app.MapGet("/dropped-out.csv", (DroppedOutUsers users, CancellationToken stop) => users.ToCsvAsync(stop)).RequireLocalAccess();
await app.RunAsync();
