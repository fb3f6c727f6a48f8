using ClickstreamAnalysis.Runtime.Descriptions;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime.Control;

/// <summary>Waits keep the time of their beginning, and those that nobody notes again end.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WaitBoardTests
{
    private readonly FakeTimeProvider _clock = new(SteppedApplication.Now);

    [Test]
    public void Note_Again_KeepsTheBeginning_AndTakesTheNewText()
    {
        var board = new WaitBoard(_clock);
        board.Note(WaitReason.Transaction, "in-0", "first", waited: TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(10));
        board.Note(WaitReason.Transaction, "in-0", "second", waited: TimeSpan.FromSeconds(12));

        Assert.That(board.Read(), Is.EqualTo(new[] { new WaitDescription(WaitReason.Transaction, "in-0", "second", SteppedApplication.Now - TimeSpan.FromSeconds(2)) }));
        board.End(WaitReason.Transaction, "in-0");
        Assert.That(board.Read(), Is.Empty);
    }

    [Test]
    public void Note_ThatExpires_EndsWhenItIsNotRepeated()
    {
        var board = new WaitBoard(_clock);
        board.Note(WaitReason.Partition, "in-0", "expires", expires: true);
        board.Note(WaitReason.Broker, "log", "stays");
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.That(board.Read().Select(wait => wait.Text), Is.EqualTo(new[] { "stays" }));
    }
}
