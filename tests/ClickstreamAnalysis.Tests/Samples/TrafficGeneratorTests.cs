using System.Text;
using Microsoft.Extensions.Time.Testing;
using ShopAnalytics.Feeding;
using ShopAnalytics.Traffic;

namespace ClickstreamAnalysis.Tests.Samples;

[TestFixture]
public sealed class TrafficGeneratorTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void TryRead_SameSeedAndStart_GivesTheSameBytes()
    {
        var first = Generate(seed: 7, clicks: 5_000);
        Assert.That(Generate(seed: 7, clicks: 5_000).Select(c => c.Json), Is.EqualTo(first.Select(c => c.Json)));
        Assert.That(Generate(seed: 8, clicks: 5_000).Select(c => c.Json), Is.Not.EqualTo(first.Select(c => c.Json)));
    }

    [Test]
    public void TryRead_LongRun_LooksLikeAShop()
    {
        // Four hours of a hundred clicks a second would be 1.4 million; a tenth of the rate shows the same.
        var clicks = Generate(seed: 1, clicks: 150_000, rate: 10, history: TimeSpan.FromHours(5));
        var seconds = (clicks[^1].ArrivalMs - clicks[0].ArrivalMs) / 1_000d;
        Assert.That(clicks.Length / seconds, Is.EqualTo(10).Within(1.5), "clicks a second");

        Assert.That(clicks.Select(c => c.ArrivalMs), Is.Ordered, "they come in order of arrival");
        Assert.That(clicks.All(c => c.ArrivalMs >= c.Click.TimestampMs), Is.True, "nothing arrives before it happens");
        var late = clicks.Count(c => c.ArrivalMs - c.Click.TimestampMs > 60_000);
        var outOfOrder = clicks.Count(c => c.ArrivalMs > c.Click.TimestampMs) - late;
        Assert.That(outOfOrder / (double)clicks.Length, Is.EqualTo(0.05).Within(0.01), "out of order");
        Assert.That(late, Is.InRange(20, 200), "late");

        var users = clicks.GroupBy(c => c.Click.User).ToDictionary(g => g.Key, g => g.Count());
        Assert.That(users.Values.Max(), Is.GreaterThan(1_000), "the bot");
        Assert.That(users.Count(u => u.Key.StartsWith('u')), Is.GreaterThan(10_000), "people");

        double UsersWith(string name) => clicks.Where(c => c.Click.Name == name).Select(c => c.Click.User).Distinct().Count();
        Assert.That(UsersWith("cart") / UsersWith("view"), Is.InRange(0.10, 0.40), "view to cart");
        Assert.That(UsersWith("purchase") / UsersWith("cart"), Is.InRange(0.15, 0.60), "cart to purchase");
        Assert.That(clicks.Count(c => c.Click.Campaign is not null), Is.GreaterThan(1_000));
        Assert.That(clicks.Count(c => c.Click.Referrer is "https://search.example/"), Is.GreaterThan(1_000));
    }

    [Test]
    public void Resume_AfterSomeClicks_GoesOnInTimeWithNewVisitors()
    {
        var clock = new FakeTimeProvider(s_now);
        var before = Generate(seed: 1, clicks: 3_000, clock: clock);
        var after = Generate(seed: 1, clicks: 3_000, clock: clock, progress: before[^1].Progress);
        Assert.That(after[0].ArrivalMs, Is.GreaterThanOrEqualTo(before[^1].ArrivalMs));
        Assert.That(after[0].Progress.Records, Is.EqualTo(3_001));
        Assert.That(after.Select(c => c.Click.User).Intersect(before.Select(c => c.Click.User)), Is.Empty);
    }

    [Test]
    public void Resume_AfterALongPause_MakesUpNoMoreThanTheHistory()
    {
        var clicks = Generate(seed: 1, clicks: 10, progress: new FeedProgress(5, s_now.AddDays(-3).ToUnixTimeMilliseconds()));
        Assert.That(clicks[0].Click.Time, Is.InRange(s_now.AddHours(-2), s_now.AddHours(-1.9)));
    }

    private static Made[] Generate(
        int seed, int clicks, double rate = 100, TimeSpan? history = null, FakeTimeProvider? clock = null, FeedProgress? progress = null)
    {
        using var generator = new TrafficGenerator(seed, rate, history ?? TimeSpan.FromHours(2), clock ?? new FakeTimeProvider(s_now));
        generator.Resume(progress);
        var record = new FeedRecord();
        var made = new Made[clicks];
        for (var i = 0; i < clicks; i++)
        {
            Assert.That(generator.TryRead(record), Is.True);
            var click = ClickEvent.Serde.Deserialize(record.Value.WrittenSpan);
            Assert.That(Encoding.UTF8.GetString(record.Key.WrittenSpan), Is.EqualTo(click.User));
            made[i] = new Made(click, record.DueMs, record.Progress, Encoding.UTF8.GetString(record.Value.WrittenSpan));
        }

        return made;
    }

    private sealed record Made(ClickEvent Click, long ArrivalMs, FeedProgress Progress, string Json);
}
