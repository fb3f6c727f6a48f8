using ClickstreamAnalysis.AspNetCore.Collector;
using ClickstreamAnalysis.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

[TestFixture]
internal sealed class ClickCollectorOptionsTests
{
    [Test]
    public void Validate_Defaults_FindsNothing() => Assert.That(MistakesIn(new ClickCollectorOptions()), Is.Empty);

    [Test]
    public void Validate_EverythingWrong_ListsEveryMistake()
    {
        var mistakes = MistakesIn(new ClickCollectorOptions
        {
            Topic = " ",
            AllowedOrigins = ["*", "shop.example", "https://shop.example/", "https://shop.example:443", "ftp://shop.example"],
            Source = "",
            Address = (AddressDetail)7,
            UserAgent = (UserAgentDetail)7,
            VisitorKey = "short",
            MaxBodyBytes = 1,
            MaxClicksPerRequest = 0,
            MaxBytesInFlight = 3,
            RequestsPerSecond = 200,
            ReadTimeout = TimeSpan.Zero,
            LogTimeout = TimeSpan.FromHours(1),
        });

        string[] beginnings =
        [
            "Topic is", "AllowedOrigins has '*'", "AllowedOrigins has 'shop.example'", "AllowedOrigins has 'https://shop.example/'", "AllowedOrigins has 'https://shop.example:443'",
            "AllowedOrigins has 'ftp://shop.example'", "Source must", "Address must", "UserAgent must", "VisitorKey has", "MaxBodyBytes is", "MaxClicksPerRequest is", "MaxBytesInFlight is",
            "RequestBurst is", "ReadTimeout is", "LogTimeout is",
        ];
        Assert.That(mistakes, Has.Length.EqualTo(beginnings.Length));
        Assert.That(mistakes.Zip(beginnings), Has.All.Matches<(string Mistake, string Beginning)>(
            pair => pair.Mistake.StartsWith($"The click collector of 'shop': {pair.Beginning}", StringComparison.Ordinal)));
    }

    [Test]
    public void Start_WithMistakes_Fails() =>
        Assert.That(
            async () => await CollectorHost.StartAsync(static options => options.Topic = ""),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("Topic is empty"));

    [Test]
    public void Add_Twice_IsAMistake() =>
        Assert.That(
            () => new ServiceCollection().AddClickstream("shop", static shop => shop.AddClickCollector().AddClickCollector()),
            Throws.InvalidOperationException.With.Message.Contains("'shop' already has a click collector"));

    [TestCase(0, null, "The host has no click collector")]
    [TestCase(1, "other", "The application 'other' has no click collector")]
    [TestCase(2, null, "This host has 2 click collectors: shop-0, shop-1.")]
    public void Map_WithoutOneCollector_SaysWhy(int collectors, string? name, string expected)
    {
        var builder = WebApplication.CreateSlimBuilder();
        for (var i = 0; i < collectors; i++)
        {
            builder.Services.AddClickstream($"shop-{i}", static shop => shop.UseLog(static _ => new SimulatedLog()).AddClickCollector());
        }

        Assert.That(() => builder.Build().MapClickCollector("/clicks", name), Throws.InvalidOperationException.With.Message.StartsWith(expected));
    }

    private static string[] MistakesIn(ClickCollectorOptions options) => [.. new ValidateClickCollector("shop").Validate("shop", options).Failures ?? []];
}
