using CsCheck;
using ShopAnalytics.CommandLine;

namespace ClickstreamAnalysis.Tests.Samples;

[TestFixture]
public sealed class DurationTests
{
    [TestCase("30min", 1_800_000)]
    [TestCase("60s", 60_000)]
    [TestCase("1h", 3_600_000)]
    [TestCase("2m", 120_000)]
    [TestCase("00:30:00", 1_800_000)]
    [TestCase("1:30", 5_400_000)]
    [TestCase("500ms", 500)]
    [TestCase("1h30min", 5_400_000)]
    [TestCase("1.5h", 5_400_000)]
    [TestCase(" 10 s ", 10_000)]
    [TestCase("1d", 86_400_000)]
    [TestCase("0", 0)]
    [TestCase("0s", 0)]
    public void TryParse_Duration_IsRead(string text, long expectedMs)
    {
        Assert.That(Duration.TryParse(text, out var duration), Is.True);
        Assert.That(duration.TotalMilliseconds, Is.EqualTo(expectedMs));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("30")]
    [TestCase("min")]
    [TestCase("-5s")]
    [TestCase("5 parsecs")]
    [TestCase("1.2.3s")]
    [TestCase("99999999999h")]
    [TestCase("1:99")]
    [TestCase("1h:30")]
    [TestCase("1e3s")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.That(Duration.TryParse(text, out _), Is.False);

    [Test]
    public void Format_AnyDuration_IsReadBack() =>
        Gen.Long[0, 10_000_000_000].Sample(ms =>
        {
            var duration = TimeSpan.FromMilliseconds(ms);
            return Duration.TryParse(Duration.Format(duration), out var back) && back == duration;
        });
}
