using System.Net;
using ClickstreamAnalysis.AspNetCore.Collector;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>What is left of addresses and user agents.</summary>
[TestFixture]
internal sealed class ReductionTests
{
    private static readonly DateTimeOffset s_noon = new(2025, 10, 9, 12, 0, 0, TimeSpan.Zero);

    [TestCase("203.0.113.9", AddressDetail.Network, ExpectedResult = "203.0.113.0")]
    [TestCase("::ffff:203.0.113.9", AddressDetail.Network, ExpectedResult = "203.0.113.0")]
    [TestCase("2001:db8:1:2:3:4:5:6", AddressDetail.Network, ExpectedResult = "2001:db8:1::")]
    [TestCase("2001:db8:1:2:3:4:5:6", AddressDetail.Full, ExpectedResult = "2001:db8:1:2:3:4:5:6")]
    [TestCase("203.0.113.9", AddressDetail.None, ExpectedResult = null)]
    public string? Address_Kept(string address, AddressDetail detail) => ClientAddress.Keep(IPAddress.Parse(address), detail);

    [TestCase("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::9", ExpectedResult = true)]
    [TestCase("2001:db8:1:2::9", "2001:db8:1:3::9", ExpectedResult = false)]
    [TestCase("203.0.113.9", "::ffff:203.0.113.9", ExpectedResult = true)]
    [TestCase("203.0.113.9", "203.0.113.8", ExpectedResult = false)]
    public bool Client_OfTwoAddresses_IsTheSame(string one, string other) => ClientAddress.Client(IPAddress.Parse(one)).Equals(ClientAddress.Client(IPAddress.Parse(other)));

    [TestCase("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36", ExpectedResult = "Chrome/126 (Windows)")]
    [TestCase("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.56", ExpectedResult = "Edge/126 (Windows)")]
    [TestCase("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", ExpectedResult = "Safari/17 (macOS)")]
    [TestCase("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1", ExpectedResult = "Chrome/126 (iOS)")]
    [TestCase("Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", ExpectedResult = "Samsung/25 (Android)")]
    [TestCase("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", ExpectedResult = "Firefox/128 (Linux)")]
    [TestCase("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", ExpectedResult = "Bot")]
    [TestCase("curl/8.5.0", ExpectedResult = "Other")]
    [TestCase("Firefox/", ExpectedResult = "Firefox")]
    [TestCase("Firefox/12345678901234567890", ExpectedResult = "Firefox")]
    public string UserAgent_Reduced(string userAgent) => ReducedUserAgent.Of(userAgent);

    [Test]
    public void Visitor_OfADay_HasOneIdOnAllInstancesWithTheKey()
    {
        var (one, other) = (new VisitorIds("0123456789abcdef"), new VisitorIds("0123456789abcdef"));
        var address = IPAddress.Parse("203.0.113.9");
        var id = one.Of(address, "browser", s_noon);

        Assert.That(id, Does.Match("^visitor-[A-Za-z0-9_-]{22}$"));
        Assert.That(other.Of(address, "browser", s_noon.AddHours(11)), Is.EqualTo(id));
        Assert.That(one.Of(address, "browser", s_noon.AddHours(12)), Is.Not.EqualTo(id), "on the next day");
        Assert.That(one.Of(address, "another", s_noon), Is.Not.EqualTo(id));
        Assert.That(one.Of(IPAddress.Parse("203.0.113.8"), "browser", s_noon), Is.Not.EqualTo(id));
        Assert.That(new[] { new VisitorIds(null), new VisitorIds(null) }.Select(random => random.Of(address, "browser", s_noon)), Is.Unique);
    }
}
