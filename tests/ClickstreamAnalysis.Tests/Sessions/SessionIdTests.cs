using CsCheck;

namespace ClickstreamAnalysis.Tests.Sessions;

[TestFixture]
public sealed class SessionIdTests
{
    private static readonly Gen<SessionId> s_ids = Gen.Select(
        Gen.OneOf(Gen.Long, Gen.Long[-3, 3], Gen.Const(long.MinValue), Gen.Const(long.MaxValue)),
        Gen.OneOf(Gen.Int[0, int.MaxValue], Gen.Int[0, 2], Gen.Const(int.MaxValue)),
        (openedMs, ordinal) => new SessionId(openedMs, ordinal));

    [Test]
    public void An_id_read_back_is_the_id_written() =>
        s_ids.Sample(id => SessionId.TryParse(id.ToString(), out var read) && read == id);

    [Test]
    public void Order_is_by_time_and_then_by_ordinal() => Gen.Select(s_ids, s_ids).Sample((a, b) =>
        (a < b) == ((a.OpenedMs, a.Ordinal).CompareTo((b.OpenedMs, b.Ordinal)) < 0)
        && (a > b) == (b < a) && (a <= b) == !(b < a) && (a >= b) == !(a < b));

    [TestCase("1760000000000", 1_760_000_000_000, 0)]
    [TestCase("1760000000000-2", 1_760_000_000_000, 2)]
    [TestCase("-5-1", -5, 1)]
    public void The_text_is_time_and_ordinal(string text, long openedMs, int ordinal)
    {
        Assert.That(new SessionId(openedMs, ordinal).ToString(), Is.EqualTo(text));
        Assert.That(SessionId.TryParse(text, out var id), Is.True);
        Assert.That(id, Is.EqualTo(new SessionId(openedMs, ordinal)));
    }

    [TestCase("")]
    [TestCase("-")]
    [TestCase("5-")]
    [TestCase("5--1")]
    [TestCase("x")]
    [TestCase("5-99999999999")]
    [TestCase("99999999999999999999")]
    [TestCase(" 5")]
    public void Another_text_is_no_id(string text) => Assert.That(SessionId.TryParse(text, out _), Is.False);

    [Test]
    public void An_ordinal_below_zero_is_refused() => Assert.That(() => new SessionId(1, -1), Throws.TypeOf<ArgumentOutOfRangeException>());
}
