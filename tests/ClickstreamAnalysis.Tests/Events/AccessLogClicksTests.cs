using System.Text;

namespace ClickstreamAnalysis.Tests.Events;

/// <summary>Clicks from access logs.</summary>
public sealed class AccessLogClicksTests
{
    private const string Combined =
        """203.0.113.7 - ann [01/Mar/2026:12:00:00 +0100] "GET /cart?a=1&utm_campaign=spring+sale HTTP/1.1" 200 512 "https://search.example/" "Browser \"1\"" """;

    [TestCase(Combined, "ann|GET|2026-03-01T11:00:00|/cart|https://search.example/|spring sale|Browser \\\"1\\\"|200")]
    [TestCase("""host.example - - [01/Jul/1995:00:00:01 -0400] "GET /history/ HTTP/1.0" 200 6245""", "host.example|GET|1995-07-01T04:00:01|/history/||||200")]
    [TestCase("""crawler.example - - [01/Jul/1995:23:59:59 -0400] "HEAD /shuttle/ HTTP/1.0" 304 -""", "crawler.example|HEAD|1995-07-02T03:59:59|/shuttle/||||304")]
    [TestCase("""old.example - - [01/Aug/1995:00:00:01 -0400] "GET /a b.gif" 404 -""", "old.example|GET|1995-08-01T04:00:01|/a||||404")]
    [TestCase("""map.example - - [01/Aug/1995:00:00:02 -0400] "GET /cgi-bin/map?120,80 HTTP/1.0" 302 98""", "map.example|GET|1995-08-01T04:00:02|/cgi-bin/map||||302")]
    [TestCase("""::1 - - [29/Feb/2024:23:59:60 +0000] "-" 408 - "-" "-" """, "::1|-|2024-03-01T00:00:00|||||408")]
    [TestCase("""h - - [01/Jan/1970:00:00:00 +0000] "POST /x?utm_campaign=%C3%BC HTTP/2" 301 0 "-" "B" extra""", "h|POST|1970-01-01T00:00:00|/x||ü|B|301")]
    public void A_line_is_a_click(string line, string expected)
    {
        var click = Read(line.TrimEnd());
        click.Properties.TryGetNumber("status", out var status);

        Assert.That(
            $"{click.User}|{click.Name}|{click.Time:yyyy-MM-ddTHH:mm:ss}|{click.Page}|{click.Referrer}|{click.Campaign}|{click.UserAgent}|{status}",
            Is.EqualTo(expected));
    }

    [TestCase("", "invalid-log-line")]
    [TestCase("h - - no time", "invalid-log-line")]
    [TestCase("""h - - [01/Mar/2026:12:00:00 +0100] "GET / HTTP/1.1""", "invalid-log-line")]
    [TestCase("""h - - [01/Mar/2026:12:00:00 +0100] "GET / HTTP/1.1" OK 1""", "invalid-log-line")]
    [TestCase("""h - - [01/Mrz/2026:12:00:00 +0100] "GET / HTTP/1.1" 200 1""", "invalid-time")]
    [TestCase("""h - - [30/Feb/2026:12:00:00 +0100] "GET / HTTP/1.1" 200 1""", "invalid-time")]
    [TestCase("""h - - [01/Jan/1970:00:00:00 +0100] "GET / HTTP/1.1" 200 1""", "invalid-time")]
    public void Another_line_is_a_bad_record_with_its_reason(string line, string reason) =>
        Assert.That(Assert.Throws<SerdeException>(() => Read(line))!.Reason, Is.EqualTo(reason));

    [Test]
    public void Bytes_that_are_no_text_are_a_bad_record() =>
        Assert.That(Assert.Throws<SerdeException>(() => AccessLogClicks.Serde.Deserialize([.. Encoding.UTF8.GetBytes(Combined), 0x83]))!.Reason, Is.EqualTo("invalid-log-line"));

    [Test]
    public void Any_bytes_are_a_click_or_a_serde_exception() => Damaged.Read(AccessLogClicks.Serde, Combined);

    private static ClickEvent Read(string line) => AccessLogClicks.Serde.Deserialize(Encoding.UTF8.GetBytes(line));
}
