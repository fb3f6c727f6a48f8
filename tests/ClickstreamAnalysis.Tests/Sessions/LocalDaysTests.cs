using ClickstreamAnalysis.Sessions;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Days of time zones, of 23, 24 and 25 hours, and such as have no midnight or two.</summary>
[TestFixture]
public sealed class LocalDaysTests
{
    private const long HourMs = 3_600_000;

    [TestCase("2025-06-02", "2025-06-01T22:00:00Z", 24)]
    [TestCase("2025-03-30", "2025-03-29T23:00:00Z", 23)]
    [TestCase("2025-10-26", "2025-10-25T22:00:00Z", 25)]
    [TestCase("2025-01-01", "2024-12-31T23:00:00Z", 24)]
    public void Days_last_23_or_25_hours_when_the_clocks_change(string day, string start, int hours) =>
        AssertDay(CentralEurope(), day, start, hours);

    [Test]
    public void A_day_whose_midnight_is_skipped_starts_where_its_date_does() =>
        AssertDay(Changing(forwardAt: 0, backAt: 3), "2025-03-30", "2025-03-29T23:00:00Z", 23);

    [Test]
    public void A_day_whose_midnight_is_skipped_half_an_hour_before_it_starts_at_the_change()
    {
        // From 23:30 of one day to 0:30 of the next.
        var days = new LocalDays(Changing(forwardAt: 23, backAt: 3, forwardMinute: 30));
        Assert.That(days.Of(Ms("2025-03-31T12:00:00Z")), Is.EqualTo((Ms("2025-03-30T22:30:00Z"), Ms("2025-03-31T22:00:00Z"))));
        Assert.That(days.Of(Ms("2025-03-30T22:29:59Z")), Is.EqualTo((Ms("2025-03-29T23:00:00Z"), Ms("2025-03-30T22:30:00Z"))));
    }

    [Test]
    public void A_day_with_two_midnights_starts_at_the_first_of_them()
    {
        // Back from 1:00 to 0:00: the hour after midnight comes twice.
        AssertDay(Changing(forwardAt: 2, backAt: 1), "2025-10-26", "2025-10-25T22:00:00Z", 25);

        // Back from 0:01 to 23:01 of the day before, whose last hour comes twice: the day begins at the first midnight.
        var days = new LocalDays(Changing(forwardAt: 2, backAt: 0, backMinute: 1));
        Assert.That(days.Of(Ms("2025-10-25T22:00:30Z")).StartMs, Is.EqualTo(Ms("2025-10-25T22:00:00Z")));
        Assert.That(days.AreSame(Ms("2025-10-25T22:00:30Z"), Ms("2025-10-25T22:30:00Z")), Is.True, "the repeated hour belongs to the day that has begun");
        Assert.That(
            new LocalDays(Changing(forwardAt: 2, backAt: 0, backMinute: 1)).Of(Ms("2025-10-25T22:30:00Z")), Is.EqualTo(days.Of(Ms("2025-10-25T22:00:30Z"))),
            "also when it is looked up first");
        Assert.That(days.AreSame(Ms("2025-10-25T21:59:59Z"), Ms("2025-10-25T22:00:00Z")), Is.False);
    }

    [Test]
    public void Every_millisecond_belongs_to_exactly_one_day_and_days_follow_each_other()
    {
        foreach (var zone in new[] { CentralEurope(), Changing(0, 3), Changing(2, 1), Changing(2, 0, 1), TimeZoneInfo.Utc })
        {
            var days = new LocalDays(zone);
            var timeMs = Ms("2024-12-30T12:00:00Z");
            for (var i = 0; i < 400; i++)
            {
                var (startMs, endMs) = days.Of(timeMs);
                Assert.That(timeMs, Is.GreaterThanOrEqualTo(startMs).And.LessThan(endMs));
                Assert.That(new LocalDays(zone).Of(startMs), Is.EqualTo((startMs, endMs)));
                Assert.That(new LocalDays(zone).Of(endMs - 1), Is.EqualTo((startMs, endMs)));
                Assert.That((endMs - startMs) / HourMs, Is.InRange(23, 25));
                timeMs = endMs;
            }
        }
    }

    [Test]
    public void Times_outside_the_calendar_have_days_as_well()
    {
        var days = new LocalDays(CentralEurope());
        foreach (var timeMs in new[] { long.MinValue + 100_000_000, -100_000_000_000_000, 300_000_000_000_000, long.MaxValue - 1, long.MaxValue })
        {
            Assert.That(days.AreSame(timeMs, timeMs) || timeMs == long.MaxValue, Is.True);
        }
    }

    [Test]
    public void A_zone_of_the_operating_system_gives_the_same_days()
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out var berlin))
        {
            Assert.Ignore("This machine has no time zone data.");
        }

        var (days, expected) = (new LocalDays(berlin), new LocalDays(CentralEurope()));
        for (var timeMs = Ms("2025-01-01T00:00:00Z"); timeMs < Ms("2026-01-01T00:00:00Z"); timeMs += 12 * HourMs)
        {
            Assert.That(days.Of(timeMs), Is.EqualTo(expected.Of(timeMs)));
        }
    }

    internal static TimeZoneInfo CentralEurope() => Changing(forwardAt: 2, backAt: 3);

    /// <summary>An hour ahead of UTC; the clocks change on the last Sundays of March and October at these local hours.</summary>
    private static TimeZoneInfo Changing(int forwardAt, int backAt, int backMinute = 0, int forwardMinute = 0) => TimeZoneInfo.CreateCustomTimeZone(
        $"test {forwardAt} {forwardMinute} {backAt} {backMinute}", TimeSpan.FromHours(1), null, null, null,
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, forwardAt, forwardMinute, 0), 3, 5, DayOfWeek.Sunday),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, backAt, backMinute, 0), 10, 5, DayOfWeek.Sunday)),
        ]);

    private static void AssertDay(TimeZoneInfo zone, string day, string start, int hours)
    {
        var startMs = Ms(start);
        var days = new LocalDays(zone);
        Assert.That(days.Of(startMs), Is.EqualTo((startMs, startMs + (hours * HourMs))), day);
        Assert.That(days.Of(startMs + (hours * HourMs) - 1).StartMs, Is.EqualTo(startMs), day);
        Assert.That(days.AreSame(startMs - 1, startMs), Is.False, day);
        Assert.That(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(startMs), zone).ToString("yyyy-MM-dd"), Is.EqualTo(day));
        Assert.That(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(startMs - 1), zone).ToString("yyyy-MM-dd"), Is.Not.EqualTo(day));
    }

    private static long Ms(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
