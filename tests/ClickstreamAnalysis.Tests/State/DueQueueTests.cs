using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.Tests.State;

public sealed class DueQueueTests
{
    private readonly DueQueue<int, int> _queue = new();

    [SetUp]
    public void Clear() => _queue.Clear();

    [Test]
    public void Add_EntriesThatComeAndGoBeforeTheyAreDue_KeepNoPlaces()
    {
        for (var i = 0; i < 100_000; i++)
        {
            Remove(Add(i, dueMs: 1_000_000));
        }

        Assert.That(_queue.Count, Is.LessThan(5_000));
    }

    [Test]
    public void Add_EntryTouchedEarlierAgainAndAgain_KeepsFewPlaces()
    {
        var entry = Add(0, dueMs: 1_000_000);
        for (var i = 1; i < 100_000; i++)
        {
            entry.DueMs--;
            _queue.MoveEarlier(entry, entry.DueMs);
        }

        Assert.That(_queue.Count, Is.LessThan(5_000));
        Assert.That(_queue.FirstDueBefore(entry.DueMs), Is.Null);
        Assert.That(_queue.FirstDueBefore(entry.DueMs + 1), Is.SameAs(entry));
    }

    [Test]
    public void FirstDueBefore_PlacesSweptMeanwhile_FindsEveryEntryLeftInOrder()
    {
        var random = new Random(5);
        var left = new List<long>();
        for (var i = 0; i < 20_000; i++)
        {
            var entry = Add(i, random.Next(0, 1000));
            if (i % 5 == 0)
            {
                left.Add(entry.DueMs);
            }
            else
            {
                Remove(entry);
            }
        }

        var found = new List<long>();
        while (_queue.FirstDueBefore(long.MaxValue) is { } entry)
        {
            found.Add(entry.DueMs);
            Remove(entry);
        }

        Assert.That(found, Is.EqualTo(left.Order()));
    }

    [Test]
    public void Add_EntryNeverDue_TakesNoPlace()
    {
        Add(1, long.MaxValue);

        Assert.That(_queue.Count, Is.Zero);
        Assert.That(_queue.FirstDueBefore(long.MaxValue), Is.Null);
    }

    [Test]
    public void FirstDueBefore_EntryNeverDueAnyMore_LosesItsPlace()
    {
        var entry = Add(1, dueMs: 10);
        entry.DueMs = long.MaxValue;

        Assert.That(_queue.FirstDueBefore(11), Is.Null);
        Assert.That(_queue.Count, Is.Zero);
        entry.DueMs = 20;
        _queue.MoveEarlier(entry, 20);
        Assert.That(_queue.FirstDueBefore(21), Is.SameAs(entry));
    }

    private LiveEntry<int, int> Add(int key, long dueMs)
    {
        var entry = new LiveEntry<int, int>(key) { DueMs = dueMs, IsLive = true };
        _queue.Add(entry, dueMs);
        return entry;
    }

    private void Remove(LiveEntry<int, int> entry)
    {
        entry.IsLive = false;
        _queue.Forget(entry);
    }
}
