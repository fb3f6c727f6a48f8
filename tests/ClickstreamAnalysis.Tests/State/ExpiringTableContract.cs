using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.State;
using Entry = ClickstreamAnalysis.State.LiveEntry<string, long>;
using Table = ClickstreamAnalysis.State.ExpiringTable<string, long>;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>What an expiring table does, on every state database.</summary>
[TestFixture(typeof(MemoryBackend))]
[TestFixture(typeof(RocksDbBackend))]
public sealed class ExpiringTableContract<TBackend>
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
    public void Flush_AddedAndRemovedSinceTheCommit_LeavesNothing()
    {
        _table.Remove(_table.Add("ann", 1, 100));
        Assert.That(_table.Find("ann"), Is.Null);

        Commit();

        Assert.That(_changelog.Records, Is.Empty);
        Assert.That(Rows, Is.EqualTo((0, 0)));
        Assert.That(Expire(1000), Is.Empty);
    }

    [Test]
    public void Flush_RemovedEntry_DeletesRowAndIndexAndWritesATombstone()
    {
        var entry = _table.Add("ann", 1, 100);
        Commit();
        Assert.That(Rows, Is.EqualTo((1, 1)));
        _table.Remove(entry);
        Assert.That(_table.Find("ann"), Is.Null, "the row is still there, and must not be found");

        Commit();

        Assert.That(Rows, Is.EqualTo((0, 0)));
        Assert.That(_changelog.Records, Has.Count.EqualTo(2));
        Assert.That(_changelog.Records[1], Is.EqualTo(("ann"u8.ToArray(), (byte[]?)null)));
        Assert.That(_table.Find("ann"), Is.Null);
    }

    [Test]
    public void Flush_RemovedAndAddedAgain_WritesTheNewRowOnce()
    {
        _table.Add("ann", 1, 100);
        Commit();
        _table.Remove(_table.Find("ann")!);
        _table.Add("ann", 2, 50);
        _table.Remove(_table.Find("ann")!);
        _table.Add("ann", 3, 70);

        Commit();

        Assert.That(_changelog.Records, Has.Count.EqualTo(2));
        Assert.That(Rows, Is.EqualTo((1, 1)));
        Reopen();
        Assert.That(States(), Is.EqualTo(["ann=3@70"]));
        Assert.That(Expire(71), Is.EqualTo(["ann"]));
    }

    [Test]
    public void Flush_ManyTouches_WritesOneRow()
    {
        var entry = _table.Add("ann", 0, 100);
        for (var i = 1; i <= 10; i++)
        {
            entry.State = i;
            _table.Touch(entry, 100 + i);
        }

        Commit();

        Assert.That(_changelog.Records, Has.Count.EqualTo(1));
        Assert.That(States(), Is.EqualTo(["ann=10@110"]));
    }

    [Test]
    public void Flush_WithoutAChangelog_WritesRowsAlone()
    {
        _table.Add("ann", 1, 100);

        _table.Commit(_backend.Database, changelog: null);

        Assert.That(Rows, Is.EqualTo((1, 1)));
    }

    [Test]
    public void Flush_DueTimeMovesLater_IndexRowStaysUntilItsTimeHasPassed()
    {
        var entry = _table.Add("ann", 1, 100);
        Commit();
        var index = IndexTimes();

        _table.Touch(entry, 200);
        Commit();
        Assert.That(IndexTimes(), Is.EqualTo(index).And.EqualTo(new long[] { 100 }));

        Expire(150);
        _table.Touch(entry, 300);
        Commit();
        Assert.That(IndexTimes(), Is.EqualTo([300]));
    }

    [Test]
    public void Advance_DueTimes_AreExclusiveAndInOrder()
    {
        Update("c", 1, 300);
        Update("a", 1, 100);
        Update("b", 1, 200);

        Assert.That(Expire(100), Is.Empty, "due once stream time is past it");
        Assert.That(Expire(101), Is.EqualTo(["a"]));
        Assert.That(Expire(1000), Is.EqualTo(["b", "c"]));
        Assert.That(Expire(1000), Is.Empty);
    }

    [Test]
    public void Advance_EntryTouchedLater_WaitsForTheLaterTime()
    {
        var entry = _table.Add("ann", 1, 100);
        _table.Touch(entry, 200);

        Assert.That(Expire(150), Is.Empty);
        Assert.That(Expire(201), Is.EqualTo(["ann"]));
    }

    [Test]
    public void Advance_EntryTouchedEarlier_GoesAtTheEarlierTime()
    {
        Update("ann", 1, 200);
        Commit();
        Update("ann", 2, 100);

        Assert.That(Expire(101), Is.EqualTo(["ann"]));
        Assert.That(Expire(1000), Is.Empty);
    }

    [Test]
    public void Advance_EntryTouchedEarlierAndReopened_GoesAtTheEarlierTime()
    {
        Update("ann", 1, 200);
        Commit();
        Update("ann", 2, 100);
        Commit();

        Reopen();

        Assert.That(Expire(101), Is.EqualTo(["ann"]));
        Commit();
        Assert.That(Rows, Is.EqualTo((0, 0)));
    }

    [Test]
    public void Advance_RowsNotInMemory_AreHandedOverAmongLiveEntriesInOrder()
    {
        Update("a", 1, 100);
        Update("c", 1, 300);
        Update("e", 1, 500);
        Commit();
        Reopen();
        Update("b", 1, 200);
        Update("d", 1, 400);

        Assert.That(Expire(401), Is.EqualTo(["a", "b", "c", "d"]));
        Commit();
        Assert.That(Rows, Is.EqualTo((1, 1)));
        Assert.That(Expire(501), Is.EqualTo(["e"]));
    }

    [Test]
    public void Advance_RowWhoseIndexCameUpTooEarly_IsPutRightAndFoundLater()
    {
        var entry = _table.Add("ann", 1, 100);
        Commit();
        _table.Touch(entry, 300);
        Commit();
        Reopen();

        Assert.That(Expire(200), Is.Empty);
        Assert.That(IndexTimes(), Is.EqualTo([300]));
        Assert.That(_table.LiveCount, Is.Zero, "a row that is not due need not come into memory");
        Reopen();
        Assert.That(Expire(301), Is.EqualTo(["ann"]));
    }

    [Test]
    public void Advance_IndexRowsThatLeadNowhere_AreDropped()
    {
        Update("ann", 1, 100);
        Update("bob", 1, 100);
        Commit();

        // What a replay leaves: ann's tombstone does not know the index row, nor does bob's new row know the old one.
        Reopen();
        using (var batch = _backend.Database.CreateBatch())
        {
            _table.Restore(batch, "ann"u8, default, hasValue: false);
            _backend.Database.Apply(batch);
        }

        var later = new CapturedChangelog();
        using (var other = new TBackend())
        {
            var table = Create(other);
            table.Add("bob", 2, 500);
            table.Commit(other.Database, later);
        }

        later.Replay(_table, _backend.Database);
        Assert.That(Rows, Is.EqualTo((1, 3)));

        Assert.That(Expire(200), Is.Empty);
        Assert.That(Rows, Is.EqualTo((1, 1)));
        Assert.That(Expire(501), Is.EqualTo(["bob"]));
    }

    [Test]
    public void Advance_MoreRowsThanAreLoadedAtOnce_ComeInOrder()
    {
        const int rows = 3000;
        var random = new Random(7);
        for (var i = 0; i < rows; i++)
        {
            Update($"user-{i}", i, random.Next(0, 500));
        }

        // Half of them become due later than their place in the index says.
        Commit();
        for (var i = 0; i < rows; i += 2)
        {
            Update($"user-{i}", i, random.Next(500, 900));
        }

        Commit();
        Reopen();

        var dues = new List<long>();
        _table.Advance(1000, new Handler(entry =>
        {
            dues.Add(entry.DueMs);
            _table.Remove(entry);
        }));

        Assert.That(dues, Has.Count.EqualTo(rows).And.Ordered);
        Commit();
        Assert.That(Rows, Is.EqualTo((0, 0)));
    }

    [Test]
    public void Advance_HandlerThatTouchesLater_SeesTheEntryAgain()
    {
        Update("ann", 0, 100);

        var seen = new List<long>();
        _table.Advance(350, new Handler(entry =>
        {
            seen.Add(entry.DueMs);
            _table.Touch(entry, entry.DueMs + 100);
        }));

        Assert.That(seen, Is.EqualTo([100, 200, 300]));
        Assert.That(_table.Find("ann")!.DueMs, Is.EqualTo(400));
    }

    [Test]
    public void Advance_HandlerThatDoesNothing_IsReported()
    {
        Update("ann", 0, 100);

        Assert.That(
            () => _table.Advance(200, new Handler(static _ => { })),
            Throws.InvalidOperationException.With.Message.Contains("sessions"));
    }

    [Test]
    public void Advance_TimesBefore1970_AreInOrder()
    {
        Update("b", 1, -100);
        Update("c", 1, 5);
        Update("a", 1, -200);
        Commit();
        Reopen();

        Assert.That(Expire(-150), Is.EqualTo(["a"]));
        Assert.That(Expire(6), Is.EqualTo(["b", "c"]));
    }

    [Test]
    public void Advance_ExtremeDueTimes_AreKept()
    {
        Update("first", 1, long.MinValue);
        Update("never", 1, long.MaxValue);
        Commit();
        Reopen();

        Assert.That(Expire(long.MaxValue), Is.EqualTo(["first"]));
        Assert.That(_table.LatestDueMs(), Is.Null, "what stays for ever is not waited for");
        Assert.That(_table.Find("never")!.State, Is.EqualTo(1));
    }

    [Test]
    public void Committed_MoreEntriesThanAllowed_TheUnusedOnesLeaveMemory()
    {
        _table = Create(_backend, maxLiveEntries: 10);
        for (var i = 0; i < 50; i++)
        {
            Update($"user-{i}", i, 1000 + i);
        }

        Assert.That(_table.LiveCount, Is.EqualTo(50), "nothing dirty leaves");
        Commit();

        Assert.That(_table.LiveCount, Is.EqualTo(10));
        Assert.That(_table.Count(), Is.EqualTo(50));
        Assert.That(Enumerable.Range(0, 50).Select(i => _table.Find($"user-{i}")!.State), Is.EqualTo(Enumerable.Range(0, 50)));
        Assert.That(_table.Find("user-50"), Is.Null);
    }

    [Test]
    public void Committed_EntryInConstantUse_StaysInMemory()
    {
        _table = Create(_backend, maxLiveEntries: 10);
        var hot = _table.Add("hot", 0, 1_000_000);
        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < 10; i++)
            {
                Update($"user-{round}-{i}", i, 1000);
            }

            Assert.That(_table.Find("hot"), Is.SameAs(hot));
            Commit();
        }
    }

    [Test]
    public void Advance_EvictedEntries_AreStillFoundWhenDue()
    {
        _table = Create(_backend, maxLiveEntries: 5);
        for (var i = 0; i < 20; i++)
        {
            Update($"user-{i:D2}", i, 100 + i);
        }

        Commit();
        Expire(105);
        for (var i = 5; i < 20; i++)
        {
            // Places in the index are behind the due times now, and some behind stream time as well.
            Update($"user-{i:D2}", i, 200 - i);
        }

        Commit();
        Assert.That(Expire(150), Is.Empty);
        Commit();

        Assert.That(_table.LiveCount, Is.LessThanOrEqualTo(5));
        Assert.That(Expire(1000), Is.EqualTo(Enumerable.Range(5, 15).Reverse().Select(i => $"user-{i:D2}")));
        Commit();
        Assert.That(Rows, Is.EqualTo((0, 0)));
    }

    [Test]
    public void Advance_CleanEntryEvictedBehindStreamTime_IsFoundWhenDue()
    {
        _table = Create(_backend, maxLiveEntries: 1);
        var ann = _table.Add("ann", 1, 100);
        Commit();
        _table.Touch(ann, 300);
        Commit();
        Expire(200);

        // Two commits: the first forgives ann's last use.
        Update("bob", 1, 900);
        Commit();
        Update("cid", 1, 900);
        Commit();
        Update("bob", 2, 900);
        Commit();

        Assert.That(Expire(301), Is.EqualTo(["ann"]));
    }

    [Test]
    public void Committed_EntryThatLeavesMemory_IsPlacedWhereItIsDue()
    {
        _table = Create(_backend, maxLiveEntries: 0);
        Update("ann", 1, 100);
        Commit();

        Update("ann", 2, 300);
        Commit();

        Assert.That(IndexTimes(), Is.EqualTo(new long[] { 300 }));
        Assert.That(_table.LiveCount, Is.Zero);
        Assert.That(Expire(301), Is.EqualTo(["ann"]));
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

    [Test]
    public void Restore_CapturedChangelogIntoAnEmptyDatabase_EqualsTheOriginal()
    {
        Update("ann", 1, 100);
        Update("bob", 2, 200);
        Commit();
        Update("ann", 3, 300);
        _table.Remove(_table.Find("bob")!);
        Update("cid", 4, -5);
        Commit();

        using var elsewhere = new TBackend();
        var restored = Create(elsewhere);
        _changelog.Replay(restored, elsewhere.Database);

        Assert.That(States(restored), Is.EqualTo(States()).And.EqualTo(new[] { "ann=3@300", "cid=4@-5" }));
        Assert.That(Expire(1000, restored), Is.EqualTo(["cid", "ann"]));
        restored.Commit(elsewhere.Database);
        Assert.That(elsewhere.Database.CountRows("sessions:rows"), Is.Zero);
        Assert.That(elsewhere.Database.CountRows("sessions:due"), Is.Zero);
    }

    [Test]
    public void Restore_TailOfTheChangelogOverOlderRows_EqualsTheOriginal()
    {
        Update("ann", 1, 100);
        Update("bob", 2, 200);
        Commit();
        var kept = _changelog.Records.Count;
        using var older = new TBackend();
        var table = Create(older);
        _changelog.Replay(table, older.Database);
        Update("ann", 3, 50);
        _table.Remove(_table.Find("bob")!);
        Update("cid", 4, 400);
        Commit();

        _changelog.Replay(table, older.Database, from: kept);

        Assert.That(States(table), Is.EqualTo(States()));
        Assert.That(Expire(60, table), Is.EqualTo(["ann"]));
        Assert.That(Expire(1000, table), Is.EqualTo(["cid"]));
    }

    [Test]
    public void Restore_RecordTooShort_IsRefusedWithTheStoresName()
    {
        using var batch = _backend.Database.CreateBatch();

        Assert.That(
            () => _table.Restore(batch, "ann"u8, "short"u8, hasValue: true),
            Throws.TypeOf<StateException>().With.Message.Contains("sessions"));
    }

    [Test]
    public void Wipe_ThisPartition_LeavesTheOther()
    {
        var other = Create(_backend, partition: Partition + 1);
        other.Add("ann", 9, 900);
        other.Commit(_backend.Database);
        Update("ann", 1, 100);
        Update("bob", 2, 200);
        Commit();

        using (var batch = _backend.Database.CreateBatch())
        {
            _table.Wipe(batch);
            _backend.Database.Apply(batch);
        }

        Assert.That(States(), Is.Empty);
        Assert.That(_table.Find("ann"), Is.Null);
        Assert.That(Expire(5000), Is.Empty);
        Assert.That(States(Create(_backend, partition: Partition + 1)), Is.EqualTo(["ann=9@900"]));
    }

    [TestCase(0, 1)]
    [TestCase(255, 256)]
    [TestCase(65535, 65536)]
    [TestCase(int.MaxValue - 1, int.MaxValue)]
    public void Partitions_SameKeys_DoNotSeeEachOther(int one, int two)
    {
        var first = Create(_backend, partition: one);
        var second = Create(_backend, partition: two);
        first.Add("ann", 1, 100);
        second.Add("ann", 2, 200);
        second.Add("bob", 3, 50);
        first.Commit(_backend.Database);
        second.Commit(_backend.Database);
        first = Create(_backend, partition: one);
        second = Create(_backend, partition: two);

        Assert.That(States(first), Is.EqualTo(["ann=1@100"]));
        Assert.That(States(second), Is.EqualTo(["ann=2@200", "bob=3@50"]));
        Assert.That(Expire(1000, first), Is.EqualTo(["ann"]));
        first.Commit(_backend.Database);
        Assert.That(Expire(1000, second), Is.EqualTo(["bob", "ann"]));
    }

    private static Table Create(TBackend backend, int partition = Partition, int maxLiveEntries = 100_000) =>
        (Table)new ExpiringTableBuilder<string, long>("sessions", Serdes.Utf8, Serdes.Int64)
            .Create(new StoreContext(backend.Database, partition, maxLiveEntries));

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
