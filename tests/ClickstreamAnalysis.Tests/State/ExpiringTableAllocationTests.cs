using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>The allocation budget of the paths that every event takes.</summary>
public sealed class ExpiringTableAllocationTests
{
    private static readonly string[] s_keys = [.. Enumerable.Range(0, 1000).Select(i => $"user-{i}")];

    private RocksDbBackend _backend = null!;
    private ExpiringTable<string, long> _table = null!;

    [SetUp]
    public void Open()
    {
        _backend = new RocksDbBackend();
        _table = new ExpiringTable<string, long>("sessions", Serdes.Utf8, Serdes.Int64, new StoreContext(_backend.Database, 0));
        foreach (var key in s_keys)
        {
            _table.Add(key, 0, 1000);
        }

        _table.Commit(_backend.Database);
    }

    [TearDown]
    public void Close() => _backend.Dispose();

    [Test]
    public void Touch_InOrderEvents_AllocateNothing()
    {
        Prolong(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Prolong(1001);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void Find_NewKeyWhenEverythingIsInMemory_AllocatesNothing()
    {
        _table.Find("somebody");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = _table.Find("somebody else");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(found, Is.Null);
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void Advance_NothingDue_AllocatesNothing()
    {
        var handler = new NeverCalled();
        _table.Advance(100, handler);

        var before = GC.GetAllocatedBytesForCurrentThread();
        _table.Advance(101, handler);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void Commit_WarmTable_AllocatesNothingPerRow()
    {
        var changelog = new NoChangelog();
        using var batch = _backend.Database.CreateBatch();
        long allocated = 0;
        for (var round = 0; round < 3; round++)
        {
            Prolong(1000 + round);
            batch.Clear();
            var before = GC.GetAllocatedBytesForCurrentThread();
            _table.Flush(changelog);
            _table.Committed(round);
            _table.WriteBack(batch, round);
            _backend.Database.Apply(batch);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.That(allocated, Is.Zero);
    }

    private void Prolong(long dueMs)
    {
        foreach (var key in s_keys)
        {
            var entry = _table.Find(key)!;
            entry.State++;
            _table.Touch(entry, dueMs);
        }
    }

    private sealed class NoChangelog : IChangelogWriter
    {
        public bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue) => true;

        public void Reject(string reason, Exception error) => throw error;
    }

    private sealed class NeverCalled : IExpiryHandler<string, long>
    {
        public void OnDue(LiveEntry<string, long> entry) => Assert.Fail("nothing is due");
    }
}
