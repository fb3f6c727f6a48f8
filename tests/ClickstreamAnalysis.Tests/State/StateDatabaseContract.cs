using System.Buffers;
using System.Text;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>What every state database does.</summary>
[TestFixture(typeof(MemoryBackend))]
[TestFixture(typeof(RocksDbBackend))]
public sealed class StateDatabaseContract<TBackend>
    where TBackend : StateBackend, new()
{
    private TBackend _backend = null!;

    private StateDatabase Database => _backend.Database;

    [SetUp]
    public void Open() => _backend = new TBackend();

    [TearDown]
    public void Close()
    {
        Assert.That(_backend.OpenCursors, Is.Zero, "cursors left open");
        _backend.Dispose();
    }

    [Test]
    public void TryGet_RowOfAnAppliedBatch_AppendsItsValue()
    {
        var table = Database.OpenTable("clicks");
        Put(table, ("a", "1"));

        var value = new ArrayBufferWriter<byte>();
        value.Write("0"u8);

        Assert.That(table.TryGet("a"u8, value), Is.True);
        Assert.That(Encoding.UTF8.GetString(value.WrittenSpan), Is.EqualTo("01"));
    }

    [Test]
    public void TryGet_NoSuchRow_AppendsNothing()
    {
        var table = Database.OpenTable("clicks");
        Put(table, ("a", "1"));

        var value = new ArrayBufferWriter<byte>();

        Assert.That(table.TryGet("aa"u8, value), Is.False);
        Assert.That(value.WrittenCount, Is.Zero);
    }

    [Test]
    public void Snapshot_RowsChangedAfterIt_ReadsThemAsTheyWere()
    {
        var table = Database.OpenTable("clicks");
        Put(table, ("a", "1"), ("b", "2"), ("c", "3"));
        using var snapshot = Database.CreateSnapshot();
        Put(table, ("a", "4"), ("bb", "5"));
        Put(Database.OpenTable("later"), ("a", "6"));

        var value = new ArrayBufferWriter<byte>();
        var page = new List<StateRow>();
        snapshot.ReadPage("clicks", "a"u8, "c"u8, most: 10, page);

        Assert.That(snapshot.TryGet("clicks", "a"u8, value), Is.True);
        Assert.That(Encoding.UTF8.GetString(value.WrittenSpan), Is.EqualTo("1"));
        Assert.That(snapshot.TryGet("later", "a"u8, value), Is.False);
        Assert.That(page.Select(static row => Encoding.UTF8.GetString([.. row.Key, .. row.Value])), Is.EqualTo(new[] { "a1", "b2" }));
    }

    [Test]
    public void Snapshot_DatabaseClosed_IsReleased_AndSaysSo()
    {
        var snapshots = new SnapshotSet();
        Put(Database.OpenTable("clicks"), ("a", "1"));
        var snapshot = snapshots.Take(Database);

        snapshots.ReleaseAll();
        _backend.Reopen();

        Assert.That(snapshots.Count, Is.Zero);
        Assert.That(() => snapshot.TryGet("clicks", "a"u8, new ArrayBufferWriter<byte>()), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => snapshot.ReadPage("clicks", "a"u8, "b"u8, 1, []), Throws.TypeOf<ObjectDisposedException>());
        snapshot.Dispose();
    }

    [TestCase(0)]
    [TestCase(255)]
    [TestCase(256)]
    [TestCase(257)]
    [TestCase(1 << 20)]
    public void TryGet_ValueOfAnyLength_IsWhole(int length)
    {
        var table = Database.OpenTable("clicks");
        var written = new byte[length];
        new Random(length).NextBytes(written);
        using (var batch = Database.CreateBatch())
        {
            batch.Put(table, "a"u8, written);
            Database.Apply(batch);
        }

        var value = new ArrayBufferWriter<byte>();

        Assert.That(table.TryGet("a"u8, value), Is.True);
        Assert.That(value.WrittenSpan.SequenceEqual(written), Is.True);
    }

    [Test]
    public void Apply_BatchOverTwoTables_WritesBoth()
    {
        var one = Database.OpenTable("one");
        var two = Database.OpenTable("two");
        using var batch = Database.CreateBatch();
        batch.Put(one, "a"u8, "1"u8);
        batch.Put(two, "a"u8, "2"u8);
        Assert.That(Rows(one), Is.Empty, "a batch changes nothing before it is applied");

        Database.Apply(batch);

        Assert.That(Rows(one), Is.EqualTo(["a=1"]));
        Assert.That(Rows(two), Is.EqualTo(["a=2"]));
    }

    [Test]
    public void Apply_ChangesOfOneRow_CountInTheirOrder()
    {
        var table = Database.OpenTable("clicks");
        using var batch = Database.CreateBatch();
        batch.Put(table, "a"u8, "1"u8);
        batch.Put(table, "b"u8, "1"u8);
        batch.Delete(table, "a"u8);
        batch.DeleteRange(table, "b"u8, "c"u8);
        batch.Put(table, "b"u8, "2"u8);

        Database.Apply(batch);

        Assert.That(Rows(table), Is.EqualTo(["b=2"]));
    }

    [Test]
    public void Clear_UsedBatch_IsEmptyAndUsableAgain()
    {
        var table = Database.OpenTable("clicks");
        using var batch = Database.CreateBatch();
        batch.Put(table, "a"u8, "1"u8);
        batch.Clear();
        batch.Put(table, "b"u8, "1"u8);

        Database.Apply(batch);

        Assert.That(Rows(table), Is.EqualTo(["b=1"]));
    }

    [Test]
    public void Apply_BatchAppliedBefore_IsNotCleared()
    {
        var table = Database.OpenTable("clicks");
        using var batch = Database.CreateBatch();
        batch.Put(table, "a"u8, "1"u8);
        Database.Apply(batch);
        Delete(table, "a");

        Database.Apply(batch);

        Assert.That(Rows(table), Is.EqualTo(["a=1"]));
    }

    [Test]
    public void DeleteRange_Bounds_FirstGoesLastStays()
    {
        var table = Database.OpenTable("clicks");
        Put(table, ("a", "1"), ("b", "1"), ("bb", "1"), ("c", "1"));
        using var batch = Database.CreateBatch();
        batch.DeleteRange(table, "b"u8, "c"u8);

        Database.Apply(batch);

        Assert.That(Rows(table), Is.EqualTo(["a=1", "c=1"]));
    }

    [Test]
    public void Scan_Bounds_FirstIsInLastIsOut()
    {
        var table = Database.OpenTable("clicks");
        Put(table, ("c", "3"), ("a", "1"), ("b", "2"), ("bb", "2"));

        Assert.That(Rows(table, "b", "c"), Is.EqualTo(["b=2", "bb=2"]));
        Assert.That(Rows(table, "b", ""), Is.EqualTo(["b=2", "bb=2", "c=3"]));
        Assert.That(Rows(table, "", "b"), Is.EqualTo(["a=1"]));
        Assert.That(Rows(table, "d", ""), Is.Empty);
        Assert.That(Rows(table, "b", "b"), Is.Empty);
    }

    [Test]
    public void Scan_HighBytes_ComeLast()
    {
        var table = Database.OpenTable("clicks");
        using (var batch = Database.CreateBatch())
        {
            batch.Put(table, [0xFF], "3"u8);
            batch.Put(table, [0x7F, 0xFF], "2"u8);
            batch.Put(table, [0x00], "1"u8);
            Database.Apply(batch);
        }

        using var cursor = table.Scan([], []);
        var values = new List<string>();
        while (cursor.MoveNext())
        {
            values.Add(Encoding.UTF8.GetString(cursor.Value));
        }

        Assert.That(values, Is.EqualTo(["1", "2", "3"]));
    }

    [Test]
    public void Scan_RowsChangedMeanwhile_StaysWithItsSnapshot()
    {
        var table = Database.OpenTable("clicks");
        Put(table, ("a", "1"), ("c", "1"));
        using var cursor = table.Scan("a"u8, []);
        Assert.That(cursor.MoveNext(), Is.True);

        Put(table, ("b", "2"), ("c", "2"));

        Assert.That(cursor.MoveNext(), Is.True);
        Assert.That(Encoding.UTF8.GetString(cursor.Key), Is.EqualTo("c"));
        Assert.That(Encoding.UTF8.GetString(cursor.Value), Is.EqualTo("1"));
        Assert.That(cursor.MoveNext(), Is.False);
        Assert.That(cursor.MoveNext(), Is.False, "the end stays the end");
    }

    [Test]
    public void OpenCursors_EveryOneDisposed_ReturnsToZero()
    {
        var table = Database.OpenTable("clicks");
        var first = table.Scan([], []);
        var second = table.Scan([], []);
        Assert.That(_backend.OpenCursors, Is.EqualTo(2));

        first.Dispose();
        first.Dispose();
        second.Dispose();

        Assert.That(_backend.OpenCursors, Is.Zero);
        Assert.That(() => first.MoveNext(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void OpenTable_NameOpenedBefore_IsTheSameTable()
    {
        var first = Database.OpenTable("clicks");
        Put(first, ("a", "1"));

        Assert.That(Database.OpenTable("clicks"), Is.SameAs(first));
        Assert.That(Rows(Database.OpenTable("clicks")), Is.EqualTo(["a=1"]));
        Assert.That(Rows(Database.OpenTable("clicks:due")), Is.Empty);
    }

    [Test]
    public void Reopen_AppliedBatches_AreAllThere()
    {
        Put(Database.OpenTable("one"), ("a", "1"), ("b", "2"));
        Put(Database.OpenTable("two"), ("a", "3"));
        Delete(Database.OpenTable("one"), "a");
        using (var unapplied = Database.CreateBatch())
        {
            unapplied.Put(Database.OpenTable("one"), "z"u8, "9"u8);
        }

        _backend.Reopen();

        Assert.That(Rows(Database.OpenTable("one")), Is.EqualTo(["b=2"]));
        Assert.That(Rows(Database.OpenTable("two")), Is.EqualTo(["a=3"]));
    }

    [Test]
    public void Apply_BatchOfAnotherDatabase_IsRefused()
    {
        using var other = new TBackend();
        using var batch = other.Database.CreateBatch();

        Assert.That(() => Database.Apply(batch), Throws.ArgumentException);
        Assert.That(() => batch.Put(Database.OpenTable("clicks"), "a"u8, "1"u8), Throws.ArgumentException);
    }

    [Test]
    public void Apply_TwoThreads_EachBatchIsWhole()
    {
        var one = Database.OpenTable("one");
        var two = Database.OpenTable("two");

        Parallel.For(0, 4, thread =>
        {
            using var batch = Database.CreateBatch();
            for (var i = 0; i < 200; i++)
            {
                batch.Clear();
                batch.Put(one, Encoding.UTF8.GetBytes($"{thread}-{i:D3}"), "1"u8);
                batch.Put(two, Encoding.UTF8.GetBytes($"{thread}-{i:D3}"), "2"u8);
                Database.Apply(batch);
            }
        });

        Assert.That(Rows(one), Has.Count.EqualTo(800));
        Assert.That(Rows(two), Has.Count.EqualTo(800));
    }

    private static List<string> Rows(StateTable table, string from = "", string to = "")
    {
        using var cursor = table.Scan(Encoding.UTF8.GetBytes(from), Encoding.UTF8.GetBytes(to));
        var rows = new List<string>();
        while (cursor.MoveNext())
        {
            rows.Add($"{Encoding.UTF8.GetString(cursor.Key)}={Encoding.UTF8.GetString(cursor.Value)}");
        }

        return rows;
    }

    private void Put(StateTable table, params (string Key, string Value)[] rows)
    {
        using var batch = Database.CreateBatch();
        foreach (var (key, value) in rows)
        {
            batch.Put(table, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
        }

        Database.Apply(batch);
    }

    private void Delete(StateTable table, string key)
    {
        using var batch = Database.CreateBatch();
        batch.Delete(table, Encoding.UTF8.GetBytes(key));
        Database.Apply(batch);
    }
}
