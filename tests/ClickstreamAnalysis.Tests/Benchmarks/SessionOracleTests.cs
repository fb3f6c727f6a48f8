using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Benchmarks;

public sealed class SessionOracleTests
{
    private const long GapMs = 30 * 60_000;

    [Test]
    public void A_pause_of_exactly_the_gap_belongs_to_the_session_and_one_millisecond_more_does_not()
    {
        var oracle = new SessionOracle();
        oracle.Add("a", GapMs, "/2");
        oracle.Add("a", 0, "/1");
        oracle.Add("b", 5, "/9");
        oracle.Add("a", (2 * GapMs) + 1, "/3");

        Assert.That(oracle.Sessions(GapMs), Is.EquivalentTo(new ExpectedSession[]
        {
            new("a", 0, GapMs, 2, "/1", "/2"),
            new("a", (2 * GapMs) + 1, (2 * GapMs) + 1, 1, "/3", "/3"),
            new("b", 5, 5, 1, "/9", "/9"),
        }));
    }

    [Test]
    public void Of_pages_at_one_time_the_first_in_order_is_the_entry_and_the_last_the_exit()
    {
        var oracle = new SessionOracle();
        oracle.Add("a", 7, "/b");
        oracle.Add("a", 7, "");
        oracle.Add("a", 7, "/c");
        oracle.Add("a", 7, "/a");

        Assert.That(oracle.Sessions(GapMs).Single(), Is.EqualTo(new ExpectedSession("a", 7, 7, 4, "/a", "/c")));
    }

    [Test]
    public void The_session_operator_makes_the_same_sessions_of_generated_clicks()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions", new SessionWindows { GracePeriod = TimeSpan.FromMinutes(1) }).Closed.To("closed");
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic("clicks", Serdes.Bytes, Serdes.Bytes);
        var output = driver.CreateOutputTopic("closed", Serdes.Utf8, ClickSessions.Serde);
        var oracle = new SessionOracle();
        input.Pipe(Generated(20_000, oracle));
        input.Pipe([("last"u8.ToArray(), """{"user":"last","event":"view","ts":1760900000000}"""u8.ToArray(), 0)]);

        var check = new SessionCheck(oracle.Sessions(GapMs));
        foreach (var session in output.ReadAll().Select(record => record.Value))
        {
            check.OnSession(new(session.Key, session.StartMs, session.EndMs, session.EventCount, session.Aggregate.EntryPage, session.Aggregate.ExitPage));
        }

        Assert.That(check.Expected, Is.GreaterThan(4_000));
        Assert.That(check.IsComplete, Is.True, () => $"{check.Missing} missing, {check.Doubled} doubled, {check.Unexpected} unexpected");
    }

    [Test]
    public void Check_WithSessionsMissingDoubledAndWrong_CountsEach()
    {
        ExpectedSession[] sessions = [.. Enumerable.Range(0, 4).Select(i => new ExpectedSession("a", i, i, 1, "/", "/"))];
        var check = new SessionCheck(sessions);

        check.OnSession(sessions[0]);
        check.OnSession(sessions[1]);
        check.OnSession(sessions[1]);
        check.OnSession(sessions[2] with { EventCount = 2 });

        Assert.That((check.Expected, check.Found, check.Missing, check.Doubled, check.Unexpected), Is.EqualTo((4, 4, 2, 1, 1)));
        Assert.That(check.IsComplete, Is.False);
    }

    private static List<(byte[] Key, byte[] Value, long TimestampMs)> Generated(int count, SessionOracle oracle)
    {
        var generator = new ClickGenerator(seed: 5);
        var records = new List<(byte[] Key, byte[] Value, long TimestampMs)>();
        Span<byte> key = stackalloc byte[64];
        Span<byte> value = stackalloc byte[ClickJson.MaxBytes];
        for (var i = 0; i < count; i++)
        {
            var click = generator.Next();
            oracle.Add(ClickJson.UserOf(click.User), click.TimestampMs, ClickJson.PageOf(click.Page));
            records.Add((key[..ClickJson.WriteKey(in click, key)].ToArray(), value[..ClickJson.WriteValue(in click, value)].ToArray(), click.TimestampMs));
        }

        return records;
    }
}
