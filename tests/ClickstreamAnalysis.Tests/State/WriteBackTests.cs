using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>Rows follow their commits: which are written when, and which never.</summary>
public sealed class WriteBackTests
{
    private CapturedChangelog _changelog = null!;
    private MemoryBackend _backend = null!;
    private ExpiringTable<string, long> _table = null!;

    [SetUp]
    public void Open()
    {
        _backend = new MemoryBackend();
        _changelog = new CapturedChangelog();
        _table = new ExpiringTable<string, long>("t", Serdes.Utf8, Serdes.Int64, new StoreContext(_backend.Database, Partition: 0));
    }

    [TearDown]
    public void Close() => _backend.Dispose();

    [Test]
    public void Committed_BeforeItsTurn_IsInTheChangelogOnly()
    {
        _table.Add("a", 1, 100);
        Commit(generation: 7, upTo: 6);

        Assert.That(_changelog.Records, Has.Count.EqualTo(1));
        Assert.That(Rows, Is.EqualTo((0, 0)));

        _table.WriteBack(_backend.Database, upToGeneration: 7);

        Assert.That(Rows, Is.EqualTo((1, 1)));
        Assert.That(_changelog.Records, Has.Count.EqualTo(1));
    }

    [Test]
    public void Remove_BeforeItsRowWasWritten_LeavesTheDatabaseAlone()
    {
        var entry = _table.Add("a", 1, 100);
        Commit(generation: 1, upTo: 0);
        _table.Remove(entry);
        Commit(generation: 2, upTo: 0);

        Assert.That(_changelog.Records.Select(record => record.Value is null), Is.EqualTo([false, true]));
        using var batch = _backend.Database.CreateBatch();
        _table.WriteBack(batch, int.MaxValue);
        Assert.That(batch.IsEmpty);
    }

    [Test]
    public void Remove_BeforeItsCommit_TellsNobody()
    {
        _table.Remove(_table.Add("a", 1, 100));
        Commit(generation: 1, upTo: 1);

        Assert.That(_changelog.Records, Is.Empty);
        Assert.That(Rows, Is.EqualTo((0, 0)));
    }

    [Test]
    public void Remove_OfAWrittenRow_HidesItUntilItIsDeleted()
    {
        var entry = _table.Add("a", 1, 100);
        Commit(generation: 1, upTo: 1);
        _table.Remove(entry);
        Commit(generation: 2, upTo: 1);

        Assert.That(Rows, Is.EqualTo((1, 1)));
        Assert.That(_table.Find("a"), Is.Null);
        Assert.That(_table.Count(), Is.Zero);
        Assert.That(_table.Scan([], []), Is.Empty);

        _table.WriteBack(_backend.Database, upToGeneration: 2);

        Assert.That(Rows, Is.EqualTo((0, 0)));
    }

    [Test]
    public void Add_OverARowWhoseRemovalIsCommittedButNotWritten_Survives()
    {
        _table.Remove(Written("a"));
        Commit(generation: 2, upTo: 1);
        _table.Add("a", 2, 200);
        Commit(generation: 3, upTo: 2);
        Assert.That(_table.Find("a")!.State, Is.EqualTo(2));

        _table.WriteBack(_backend.Database, upToGeneration: 3);

        Assert.That(Rows, Is.EqualTo((1, 1)));
        Assert.That(_table.Find("a")!.State, Is.EqualTo(2));
    }

    /// <summary>Were it not told again, a replay from behind the first removal would leave the row standing.</summary>
    [Test]
    public void AddAndRemove_OverARowWhoseRemovalIsNotWritten_TellsTheChangelogAgain()
    {
        _table.Remove(Written("a"));
        Commit(generation: 2, upTo: 1);
        _table.Remove(_table.Add("a", 2, 200));
        Commit(generation: 3, upTo: 2);

        Assert.That(_changelog.Records.Select(record => record.Value is null), Is.EqualTo([false, true, true]));
        Assert.That(Rows, Is.EqualTo((1, 1)));
    }

    /// <summary>The changelog brings the latest to whoever starts behind the first change, so the row need not be written for that.</summary>
    [Test]
    public void Touch_OfAWaitingEntry_WaitsAnew()
    {
        _table.Add("a", 1, 100);
        Commit(generation: 1, upTo: 0);
        Change(_table.Find("a")!, 2);
        Commit(generation: 2, upTo: 1);
        Assert.That(Rows, Is.EqualTo((0, 0)));

        _table.WriteBack(_backend.Database, upToGeneration: 2);
        Assert.That(Reopened().Find("a")!.State, Is.EqualTo(2));
    }

    [Test]
    public void WriteBackPart_WhileOthersAreDirty_WritesTheLongestWaitingOfWhatIsCommitted()
    {
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            _table.Add(key, 1, 100);
        }

        Commit(generation: 1, upTo: 0);
        _table.Add("e", 1, 100);
        Commit(generation: 2, upTo: 0);
        Change(_table.Find("a")!, 2);

        _table.WriteBackPart(_backend.Database, upToGeneration: 1, most: 2);
        Assert.That(Keys(Reopened()), Is.EqualTo(["b", "c"]));
        _table.WriteBackPart(_backend.Database, upToGeneration: 1, most: 2);
        Assert.That(Keys(Reopened()), Is.EqualTo(["b", "c", "d"]));
        Commit(generation: 3, upTo: 1);
        Assert.That(Keys(Reopened()), Is.EqualTo(["b", "c", "d"]));
        _table.WriteBackPart(_backend.Database, upToGeneration: 3, most: 2);
        Assert.That(Keys(Reopened()), Is.EqualTo(["a", "b", "c", "d", "e"]));
    }

    [Test]
    public void Scan_WaitingChanges_StandAmongTheRows()
    {
        Written("b");
        _table.Add("a", 2, 100);
        _table.Add("c", 3, 100);
        Assert.That(_table.Scan([], []).Select(pair => (pair.Key, pair.Value)), Is.EqualTo([("a", 2L), ("b", 1L), ("c", 3L)]));
        Commit(generation: 2, upTo: 1);
        Assert.That(_table.Scan([], []).Select(pair => (pair.Key, pair.Value)), Is.EqualTo([("a", 2L), ("b", 1L), ("c", 3L)]));
        _table.WriteBack(_backend.Database, upToGeneration: 2);
        Assert.That(_table.Scan([], []).Select(pair => (pair.Key, pair.Value)), Is.EqualTo([("a", 2L), ("b", 1L), ("c", 3L)]));
    }

    [Test]
    public void Advance_MoreDueThanAtMost_GoesOnWhereItStopped()
    {
        for (var i = 0; i < 10; i++)
        {
            _table.Add($"{i}", i, 100 + i);
        }

        Commit(generation: 1, upTo: 1);
        var table = Reopened();
        var closed = new List<long>();
        var handler = new Remover(table, closed);

        Assert.That(table.Advance(108, handler, most: 3), Is.False);
        Assert.That(closed, Is.EqualTo([0, 1, 2]));
        Assert.That(table.Advance(108, handler, most: 3), Is.False);
        Assert.That(table.Advance(108, handler, most: 3), Is.True);
        Assert.That(closed, Is.EqualTo(Enumerable.Range(0, 8)));
    }

    private (int Rows, int Index) Rows => (_backend.Database.CountRows("t:rows"), _backend.Database.CountRows("t:due"));

    private static IEnumerable<string> Keys(ExpiringTable<string, long> table) => table.Scan([], []).Select(pair => pair.Key);

    private void Change(LiveEntry<string, long> entry, long state)
    {
        entry.State = state;
        _table.Touch(entry, 100);
    }

    /// <summary>A table that has nothing but the rows.</summary>
    private ExpiringTable<string, long> Reopened() => new("t", Serdes.Utf8, Serdes.Int64, new StoreContext(_backend.Database, Partition: 0));

    private LiveEntry<string, long> Written(string key)
    {
        var entry = _table.Add(key, 1, 100);
        Commit(generation: 1, upTo: 1);
        return entry;
    }

    private void Commit(long generation, long upTo)
    {
        _table.Flush(_changelog);
        _table.Committed(generation);
        _table.WriteBack(_backend.Database, upTo);
    }

    private sealed class Remover(ExpiringTable<string, long> table, List<long> closed) : IExpiryHandler<string, long>
    {
        public void OnDue(LiveEntry<string, long> entry)
        {
            closed.Add(entry.State);
            table.Remove(entry);
        }
    }
}
