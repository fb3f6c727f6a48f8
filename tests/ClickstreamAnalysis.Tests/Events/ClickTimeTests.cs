using System.Globalization;
using System.Text;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Events;

[TestFixture]
public sealed class ClickTimeTests
{
    [TestCase("2025-10-09T08:53:20.123Z")]
    [TestCase("2025-10-09t08:53:20.123z")]
    [TestCase("2025-10-09 08:53:20.123Z")]
    [TestCase("2025-10-09 08:53:20.123 Z")]
    [TestCase("2025-10-09 08:53:20.123 +00:00")]
    [TestCase("2025-10-09T08:53:20.123")]
    [TestCase("2025-10-09T08:53:20,123Z")]
    [TestCase("2025-10-09T08:53:20.1239999Z")]
    [TestCase("2025-10-09T08:53:20.123456789Z")]
    [TestCase("2025-10-09T08:53:20.1234567890123456789012345Z")]
    [TestCase("2025-10-09T10:53:20.123+02:00")]
    [TestCase("2025-10-09T10:53:20.123+0200")]
    [TestCase("2025-10-09T10:53:20.123+02")]
    [TestCase("2025-10-09 10:53:20.123 +0200")]
    [TestCase("2025-10-09T03:23:20.123-05:30")]
    [TestCase("2025-10-09T22:53:20.123+14:00")]
    [TestCase("20251009T085320.123Z")]
    [TestCase("20251009T105320,123+0200")]
    [TestCase("20251009T08:53:20.123Z")]
    [TestCase("2025-10-09T085320.123Z")]
    [TestCase("2025-282T08:53:20.123Z")]
    [TestCase("2025282T085320.123Z")]
    [TestCase("2025-W41-4T08:53:20.123Z")]
    [TestCase("2025W414T085320.123Z")]
    public void TryParse_AnyForm_IsTheSameTime(string text) =>
        Assert.That(Parse(text), Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_123)));

    [TestCase("2025-10-09", "2025-10-09T00:00:00.000Z")]
    [TestCase("20251009", "2025-10-09T00:00:00.000Z")]
    [TestCase("2025-10-09T08", "2025-10-09T08:00:00.000Z")]
    [TestCase("2025-10-09T08+02", "2025-10-09T06:00:00.000Z")]
    [TestCase("2025-10-09T08:53", "2025-10-09T08:53:00.000Z")]
    [TestCase("20251009T0853", "2025-10-09T08:53:00.000Z")]
    [TestCase("2025-10-09T08.5", "2025-10-09T08:30:00.000Z")]
    [TestCase("2025-10-09T08:53,25", "2025-10-09T08:53:15.000Z")]
    [TestCase("2025-10-09T24:00:00Z", "2025-10-10T00:00:00.000Z")]
    [TestCase("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z")]
    [TestCase("2024-02-29T00:00:00.0009Z", "2024-02-29T00:00:00.000Z")]
    [TestCase("2024-366", "2024-12-31T00:00:00.000Z")]
    [TestCase("2020-W53-7", "2021-01-03T00:00:00.000Z")]
    [TestCase("0001-01-01", "0001-01-01T00:00:00.000Z")]
    [TestCase("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999Z")]
    public void TryParse_PartsLeftOutOrAtTheirBounds_AreUnderstood(string text, string expected) =>
        Assert.That(Parse(text)?.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("yesterday")]
    [TestCase("1760000000000")]
    [TestCase("1760000000")]
    [TestCase("2025-1-9")]
    [TestCase("2025-10")]
    [TestCase("202510")]
    [TestCase("2025-13-01")]
    [TestCase("2025-02-29")]
    [TestCase("2025-366")]
    [TestCase("2025-000")]
    [TestCase("2025-W53-1")]
    [TestCase("2025-W41-8")]
    [TestCase("9999-W52-7")]
    [TestCase("0000-01-01")]
    [TestCase("2025-10-09Z")]
    [TestCase("2025-10-09T")]
    [TestCase("2025-10-09 ")]
    [TestCase(" 2025-10-09")]
    [TestCase("2025-10-09  08:53")]
    [TestCase("2025-10-09T08:")]
    [TestCase("2025-10-09T8:53")]
    [TestCase("2025-10-09T25:00")]
    [TestCase("2025-10-09T24:01")]
    [TestCase("2025-10-09T24:00:00.001")]
    [TestCase("2025-10-09T08:60")]
    [TestCase("2025-10-09T08:53:60Z")]
    [TestCase("2025-10-09T23:59:61Z")]
    [TestCase("2025-10-09T08:53:20.")]
    [TestCase("2025-10-09T08:53:20.Z")]
    [TestCase("2025-10-09T08:53:20.1.2Z")]
    [TestCase("2025-10-09T08:53:20  Z")]
    [TestCase("2025-10-09T08:53:20+")]
    [TestCase("2025-10-09T08:53:20+2")]
    [TestCase("2025-10-09T08:53:20+02:0")]
    [TestCase("2025-10-09T08:53:20+02:")]
    [TestCase("2025-10-09T08:53:20+14:01")]
    [TestCase("2025-10-09T08:53:20+01:60")]
    [TestCase("2025-10-09T08:53:20Zx")]
    [TestCase("2025-10-09T08:53:20 UTC")]
    [TestCase("0001-01-01T00:00:00+14:00")]
    [TestCase("9999-12-31T23:59:59-14:00")]
    [TestCase("9999-12-31T24:00:00Z")]
    [TestCase("２０２５-10-09")]
    public void TryParse_OtherText_IsRefused(string text) => Assert.That(Parse(text), Is.Null);

    [Test]
    public void Round_trip_forms_of_dotnet_are_read_back() =>
        Gen.Select(Gen.Long[0, DateTime.MaxValue.Ticks], Gen.Int[-14 * 60, 14 * 60]).Sample((ticks, offset) =>
        {
            var utc = new DateTime(ticks, DateTimeKind.Utc);
            var expected = new DateTime(ticks - (ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
            var local = ticks + (offset * TimeSpan.TicksPerMinute);
            string[] texts = local < 0 || local > DateTime.MaxValue.Ticks
                ? [utc.ToString("O")]
                : [utc.ToString("O"), new DateTimeOffset(local, TimeSpan.FromMinutes(offset)).ToString("O")];
            return texts.All(text => Parse(text)?.UtcDateTime == expected);
        });

    [Test]
    public void Any_text_is_read_as_characters_as_it_is_read_as_bytes() =>
        Gen.Char["0123456789-:T Z+.,W"].Array[0, 30].Sample(chars =>
        {
            var fromBytes = ClickTime.TryParse(Encoding.UTF8.GetBytes(chars), out var bytesTime);
            return ClickTime.TryParse(chars, out var charsTime) == fromBytes && bytesTime == charsTime;
        });

    private static DateTimeOffset? Parse(string text) => ClickTime.TryParse(text, out var time) ? time : null;
}
