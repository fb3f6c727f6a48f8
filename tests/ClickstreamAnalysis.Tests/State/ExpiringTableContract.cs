using ClickstreamAnalysis.State.Rows;
using ClickstreamAnalysis.State.Tables;
using Entry = ClickstreamAnalysis.State.Entries.LiveEntry<string, long>;
using Table = ClickstreamAnalysis.State.Tables.ExpiringTable<string, long>;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>What an expiring table does, on every state database.</summary>
[TestFixture(typeof(MemoryBackend))]
[TestFixture(typeof(RocksDbBackend))]
public sealed partial class ExpiringTableContract<TBackend>
    where TBackend : StateBackend, new()
{
    private const int Partition = 3;

    private TBackend _backend = null!;
    private Table _table = null!;
    private CapturedChangelog _changelog = null!;

    [SetUp]
    public void Open()
    {
        _backend = new TBackend();
        _changelog = new CapturedChangelog();
        _table = Create(_backend);
    }

    [TearDown]
    public void Close()
    {
        Assert.That(_backend.OpenCursors, Is.Zero, "cursors left open");
        _backend.Dispose();
    }

    [Test]
    public void Find_KeyNeverAdded_IsNull() => Assert.That(_table.Find("ann"), Is.Null);

    [Test]
    public void Find_AddedEntry_IsTheSameObject()
    {
        var entry = _table.Add("ann", 1, dueMs: 100);

        Assert.That(_table.Find("ann"), Is.SameAs(entry));
        Assert.That(entry.State, Is.EqualTo(1));
        Assert.That(entry.DueMs, Is.EqualTo(100));
    }

    [Test]
    public void Add_KeyWithALiveEntry_IsRefused()
    {
        _table.Add("ann", 1, 100);

        Assert.That(() => _table.Add("ann", 2, 100), Throws.InvalidOperationException.With.Message.Contains("sessions").And.Message.Not.Contains("ann"));
    }

    [Test]
    public void Find_AfterCommitAndReopen_ReadsTheRow()
    {
        var entry = _table.Add("ann", 1, 100);
        entry.State = 7;
        _table.Touch(entry, 150);
        Commit();

        Reopen();

        var read = _table.Find("ann");
        Assert.That(read, Is.Not.Null);
        Assert.That(read!.State, Is.EqualTo(7));
        Assert.That(read.DueMs, Is.EqualTo(150));
        Assert.That(_table.Find("ann"), Is.SameAs(read));
        Assert.That(_table.Find("bob"), Is.Null);
    }

    [Test]
    public void Reopen_NothingCommitted_IsEmpty()
    {
        _table.Add("ann", 1, 100);

        Reopen();

        Assert.That(_table.Find("ann"), Is.Null);
        Assert.That(_table.LatestDueMs(), Is.Null);
    }

    [Test]
    public void Discard_ChangesSinceTheCommit_AreForgotten()
    {
        Update("ann", 1, 100);
        Update("bob", 1, 100);
        Commit();
        Update("ann", 2, 200);
        _table.Remove(_table.Find("bob")!);
        Update("cid", 3, 300);

        _table.Discard();

        Assert.That(_table.IsDirty, Is.False);
        Assert.That(States(), Is.EqualTo(["ann=1@100", "bob=1@100"]));
        Assert.That(Expire(101), Is.EquivalentTo(["ann", "bob"]));
    }

    [Test]
    public void IsDirty_AddCommitTouchRemove_FollowsEach()
    {
        Assert.That(_table.IsDirty, Is.False);
        var entry = _table.Add("ann", 1, 100);
        Assert.That(_table.IsDirty, Is.True);
        Commit();
        Assert.That(_table.IsDirty, Is.False);
        _table.Touch(entry, 100);
        Assert.That(_table.IsDirty, Is.True);
        Commit();
        _table.Remove(entry);
        Assert.That(_table.IsDirty, Is.True);
        Commit();
        Assert.That(_table.IsDirty, Is.False);
    }

    [Test]
    public void LatestDueMs_LiveAndRows_IsTheLatestOfBoth()
    {
        Assert.That(_table.LatestDueMs(), Is.Null);
        Update("a", 1, 100);
        Update("b", 1, 300);
        Commit();
        Reopen();
        Assert.That(_table.LatestDueMs(), Is.EqualTo(300));

        Update("c", 1, 200);
        Assert.That(_table.LatestDueMs(), Is.EqualTo(300));
        Update("b", 1, 150);
        Assert.That(_table.LatestDueMs(), Is.EqualTo(200));
        _table.Remove(_table.Find("c")!);
        Assert.That(_table.LatestDueMs(), Is.EqualTo(150));
    }

    private static Table Create(TBackend backend, int partition = Partition, int maxLiveEntries = 100_000) =>
        new("sessions", Serdes.Utf8, Serdes.Int64, new StoreContext(backend.Database, partition, maxLiveEntries));

    private (int Rows, int Index) Rows =>
        (_backend.Database.CountRows("sessions:rows"), _backend.Database.CountRows("sessions:due"));

    private void Reopen()
    {
        _backend.Reopen();
        _table = Create(_backend);
    }

    private void Commit() => _table.Commit(_backend.Database, _changelog);

    private void Update(string key, long state, long dueMs)
    {
        if (_table.Find(key) is { } entry)
        {
            entry.State = state;
            _table.Touch(entry, dueMs);
        }
        else
        {
            _table.Add(key, state, dueMs);
        }
    }

    /// <summary>The changelog of another table, in which these things were done and committed one after the other.</summary>
    private static CapturedChangelog Elsewhere(params Action<Table>[] changes)
    {
        var changelog = new CapturedChangelog();
        using var other = new TBackend();
        var table = Create(other);
        foreach (var change in changes)
        {
            change(table);
            table.Commit(other.Database, changelog);
        }

        return changelog;
    }

    private List<string> Expire(long streamTimeMs, Table? table = null)
    {
        table ??= _table;
        var keys = new List<string>();
        table.Advance(streamTimeMs, new Handler(entry =>
        {
            keys.Add(entry.Key);
            table.Remove(entry);
        }));
        return keys;
    }

    /// <summary>Everything in the table, by looking up every key that the tests use.</summary>
    private List<string> States(Table? table = null)
    {
        table ??= _table;
        string[] keys = ["ann", "bob", "cid"];
        var states = keys.Select(table.Find).OfType<Entry>().Select(entry => $"{entry.Key}={entry.State}@{entry.DueMs}").ToList();
        Assert.That(table.Count(), Is.EqualTo(states.Count));
        return states;
    }

    private List<long> IndexTimes()
    {
        using var cursor = _backend.Database.OpenTable("sessions:due").Scan([], []);
        var times = new List<long>();
        while (cursor.MoveNext())
        {
            times.Add(ExpiringTableLayout.ReadIndexTime(cursor.Key));
        }

        return times;
    }

    private sealed class Handler(Action<Entry> onDue) : IExpiryHandler<string, long>
    {
        public void OnDue(Entry entry) => onDue(entry);
    }
}
