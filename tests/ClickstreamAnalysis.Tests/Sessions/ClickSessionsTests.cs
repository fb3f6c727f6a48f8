using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.Tests.Serialization;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Sessions;

internal static class SessionGen
{
    private static readonly Gen<string?> s_optional = Gen.OneOf(Gen.Const((string?)null), TextGen.Any.Select(text => (string?)text));

    public static Gen<SessionId> Ids { get; } = Gen.Select(Gen.Long, Gen.Int[0, int.MaxValue], (openedMs, ordinal) => new SessionId(openedMs, ordinal));

    /// <summary>Times of which any two are no further apart than a TimeSpan holds.</summary>
    public static Gen<long> Times { get; } = Gen.Long[-(long.MaxValue / 20_000), long.MaxValue / 20_000];

    public static Gen<SessionFacts> Facts { get; } = Gen.Select(Gen.Long[0, long.MaxValue], s_optional, s_optional, s_optional, s_optional)
        .Select((views, entry, exit, referrer, campaign) =>
            new SessionFacts { PageViews = views, EntryPage = entry, ExitPage = exit, Referrer = referrer, Campaign = campaign });

    public static Gen<Session<string, SessionFacts>> Sessions { get; } = Gen.Select(TextGen.Any, Ids, Times, Times, Gen.Long.Array[2], Facts)
        .Select((key, id, one, other, numbers, facts) => new Session<string, SessionFacts>
        {
            Key = key,
            Id = id,
            StartMs = Math.Min(one, other),
            EndMs = Math.Max(one, other),
            EventCount = numbers[0],
            Revision = numbers[1],
            Aggregate = facts,
        });
}

[TestFixture]
public sealed class ClosedSessionSerdeTests : SerdeContract<Session<string, SessionFacts>>
{
    protected override ISerde<Session<string, SessionFacts>> Serde => ClickSessions.Serde;

    protected override Gen<Session<string, SessionFacts>> Values => SessionGen.Sessions;

    [Test]
    public void The_layout_is_the_published_one()
    {
        var session = new Session<string, SessionFacts>
        {
            Key = "ann",
            Id = new(1_000),
            StartMs = 900,
            EndMs = 5_000,
            EventCount = 3,
            Revision = 4,
            Aggregate = new() { PageViews = 2, EntryPage = "/?a=1&b=<é>", ExitPage = "/cart", Campaign = "spring" },
        };
        Assert.That(Encoding.UTF8.GetString(Write(session)), Is.EqualTo(
            """{"type":"session","user":"ann","start":900,"end":5000,"eventCount":3,"entryPage":"/?a=1&b=<é>","exitPage":"/cart","pageViews":2,"referrer":null,"campaign":"spring","id":"1000","revision":4}"""));
    }

    [Test]
    public void Fields_that_are_not_known_are_skipped() =>
        Assert.That(Serde.Deserialize("""{"new":{"deep":[1]},"user":"ann","start":1,"end":2}"""u8).EndMs, Is.EqualTo(2));

    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"user":null}""")]
    [TestCase("""{"user":"ann","start":"soon"}""")]
    [TestCase("""{"user":"ann","id":"soon"}""")]
    [TestCase("""{"user":"ann"}x""")]
    [TestCase("""{"user":"ann",""")]
    [TestCase("""{"user":"ann","start":2,"end":1}""")]
    [TestCase("""{"user":"ann","start":0,"end":9223372036854775807}""")]
    public void What_is_no_session_is_refused(string json) =>
        Assert.That(() => Serde.Deserialize(Encoding.UTF8.GetBytes(json)), Throws.TypeOf<SerdeException>());
}

[TestFixture]
public sealed class SessionChangeSerdeTests : SerdeContract<SessionChange<string, SessionFacts>>
{
    protected override ISerde<SessionChange<string, SessionFacts>> Serde => ClickSessions.ChangeSerde;

    protected override Gen<SessionChange<string, SessionFacts>> Values =>
        Gen.Select(Gen.Enum<SessionChangeKind>(), SessionGen.Sessions, Gen.OneOf(SessionGen.Ids.Select(id => (SessionId?)id), Gen.Const((SessionId?)null)))
            .Select((kind, session, survivor) => new SessionChange<string, SessionFacts>(kind, session, survivor));

    [Test]
    public void The_layout_is_a_session_with_its_change_and_survivor()
    {
        var change = new SessionChange<string, SessionFacts>(
            SessionChangeKind.Merged,
            new() { Key = "ann", Id = new(7, 1), StartMs = 7, EndMs = 8, EventCount = 2, Revision = 3, Aggregate = new() { PageViews = 2, EntryPage = "/", ExitPage = "/" } },
            new SessionId(5));
        Assert.That(Encoding.UTF8.GetString(Write(change)), Is.EqualTo(
            """{"type":"session","user":"ann","start":7,"end":8,"eventCount":2,"entryPage":"/","exitPage":"/","pageViews":2,"referrer":null,"campaign":null,"id":"7-1","revision":3,"change":"merged","survivor":"5"}"""));
    }

    [TestCase("""{"user":"ann"}""")]
    [TestCase("""{"user":"ann","change":"0"}""")]
    [TestCase("""{"user":"ann","change":"merged","survivor":5}""")]
    public void What_is_no_change_is_refused(string json) =>
        Assert.That(() => Serde.Deserialize(Encoding.UTF8.GetBytes(json)), Throws.TypeOf<SerdeException>());
}

[TestFixture]
public sealed class LateClickSerdeTests : SerdeContract<LateRecord<ClickEvent>>
{
    protected override ISerde<LateRecord<ClickEvent>> Serde => ClickSessions.LateSerde;

    protected override Gen<LateRecord<ClickEvent>> Values =>
        Gen.Select(TextGen.Any.Where(text => text.Length > 0), Gen.Long[0, 1_000_000], SessionGen.Times, TextGen.Any)
            .Select((user, timeMs, streamTimeMs, reason) => new LateRecord<ClickEvent>(
                new() { User = user, Name = "view", TimestampMs = timeMs, Properties = ClickProperties.From(("a", user)) }, timeMs, streamTimeMs, reason));

    [Test]
    public void The_layout_says_when_how_late_why_and_what()
    {
        var late = new LateRecord<ClickEvent>(new() { User = "ann", Name = "view", TimestampMs = 100 }, 100, 350, LateReasons.SessionClosed);
        Assert.That(Encoding.UTF8.GetString(Write(late)), Is.EqualTo(
            """{"type":"late","time":100,"streamTime":350,"lateness":250,"reason":"session-closed","click":{"user":"ann","event":"view","ts":100}}"""));
    }
}

[TestFixture]
public sealed class OpenSessionsSerdeTests
{
    private static readonly OpenSessionsSerde<SessionFacts> s_serde = new(SessionFactsSerde.Instance);

    [Test]
    public void A_row_read_back_is_the_row_written() =>
        Gen.Select(
                Gen.Select(Gen.Long[-1_000, 1_000_000], Gen.Long[0, 100], Gen.Long[0, 100], Gen.Int[0, 9], SessionGen.Facts).Array[1, 4],
                Gen.Int[0, int.MaxValue])
            .Sample((items, splits) =>
            {
                var row = new OpenSessions<SessionFacts> { Splits = splits };
                foreach (var (startMs, length, id, ordinal, facts) in items)
                {
                    row.Insert(row.Count) = new()
                    {
                        Id = new(startMs + id, ordinal),
                        StartMs = startMs,
                        EndMs = startMs + length,
                        EventCount = length + 1,
                        Revision = id + 1,
                        Aggregate = facts with { PageViews = facts.PageViews & long.MaxValue },
                    };
                }

                var bytes = Write(row);
                var read = s_serde.Deserialize(bytes);
                Mismatch(read.Splits == row.Splits && read.Count == row.Count && OpenSessionsSerde<SessionFacts>.CountOf(bytes) == row.Count);
                for (var i = 0; i < row.Count; i++)
                {
                    Mismatch(read[i].Of("ann", number: 0, judge: null) == row[i].Of("ann", number: 0, judge: null));
                }

                for (var length = 0; length < bytes.Length; length++)
                {
                    var cut = bytes[..length];
                    Mismatch(Refuses(cut));
                }
            });

    [Test]
    public void The_times_of_the_facts_are_kept_for_events_that_are_still_to_come()
    {
        var row = new OpenSessions<SessionFacts>();
        row.Insert(0).Aggregate.Entry = new TimedText { Text = "/", TimestampMs = -5 };
        row[0].Aggregate.Exit = new TimedText { Text = "/", TimestampMs = long.MaxValue };
        var read = s_serde.Deserialize(Write(row));
        Assert.That(read[0].Aggregate.Entry.TimestampMs, Is.EqualTo(-5));
        Assert.That(read[0].Aggregate.Exit.TimestampMs, Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void The_bytes_are_pinned()
    {
        var row = new OpenSessions<SessionFacts> { Splits = 1 };
        row.Insert(0) = new() { Id = new(103, 2), StartMs = 100, EndMs = 228, EventCount = 3, Revision = 4, Aggregate = new() { PageViews = 5, EntryPage = "/" } };
        Assert.That(Convert.ToHexString(Write(row)), Is.EqualTo("01" + "01" + "01" + "C801" + "8001" + "03" + "02" + "03" + "04" + "07" + "05" + "022F00" + "000000"));
    }

    [Test]
    public void A_row_of_another_format_is_refused_with_what_to_do() =>
        Assert.That(() => s_serde.Deserialize([2, 0, 0]), Throws.TypeOf<SerdeException>().With.Message.Contains("format 2").And.Message.Contains("version"));

    private static byte[] Write(OpenSessions<SessionFacts> row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        s_serde.Serialize(row, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static bool Refuses(byte[] bytes)
    {
        try
        {
            s_serde.Deserialize(bytes);
            return false;
        }
        catch (SerdeException)
        {
            return true;
        }
    }

    private static void Mismatch(bool isTrue) => Funnels.Mismatch.Unless(isTrue, "rows");
}
