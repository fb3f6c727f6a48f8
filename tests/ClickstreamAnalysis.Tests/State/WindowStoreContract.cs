namespace ClickstreamAnalysis.Tests.State;

[TestFixture(typeof(MemoryBackend))]
[TestFixture(typeof(RocksDbBackend))]
public sealed class WindowStoreContract<TBackend> : StoreContract<TBackend, IWindowStore<string, long>>
    where TBackend : StateBackend, new()
{
    private const long RetentionMs = 1000;

    protected override StoreBuilder Builder => Stores.Window(StoreName, Serdes.Utf8, Serdes.Int64, TimeSpan.FromMilliseconds(RetentionMs));

    [Test]
    public void Retention_AnyStore_IsTheBuilders() => Assert.That(Store.Retention, Is.EqualTo(TimeSpan.FromMilliseconds(RetentionMs)));

    [Test]
    public void TryFetch_WindowPut_IsFoundByKeyAndStart()
    {
        Store.Put("ann", 100, 1);

        Assert.That(Value("ann", 100), Is.EqualTo(1));
        Assert.That(Value("ann", 101), Is.Null);
        Assert.That(Value("bob", 100), Is.Null);
    }

    [Test]
    public void Fetch_Bounds_AreInclusiveAndInTheOrderOfTime()
    {
        foreach (var start in new long[] { 300, -100, 100, 0, 200 })
        {
            Store.Put("ann", start, start);
        }

        Store.Put("bob", 150, 9);

        Assert.That(Fetch("ann", 0, 200), Is.EqualTo([0L, 100, 200]));
        Assert.That(Fetch("ann", long.MinValue, long.MaxValue), Is.EqualTo([-100L, 0, 100, 200, 300]));
        Assert.That(Fetch("ann", 101, 199), Is.Empty);
        Assert.That(Fetch("ann", 200, 100), Is.Empty);
        Commit();
        Restart();
        Assert.That(Fetch("ann", 0, 200), Is.EqualTo([0L, 100, 200]));
        Assert.That(Fetch("ann", 200, 100), Is.Empty);
    }

    [Test]
    public void Fetch_KeysThatBeginAlike_DoNotSeeEachOther()
    {
        // A start's bytes may look like the rest of a longer key.
        Store.Put("a", 0x6261_0000_0000_0000, 1);
        Store.Put("ab", 0, 2);
        Store.Put("a\0", 5, 3);
        Store.Put("", 7, 4);
        Commit();
        Restart();

        Assert.That(Store.Fetch("a", long.MinValue, long.MaxValue).Select(window => window.Value), Is.EqualTo([1L]));
        Assert.That(Store.Fetch("ab", long.MinValue, long.MaxValue).Select(window => window.Value), Is.EqualTo([2L]));
        Assert.That(Store.Fetch("a\0", long.MinValue, long.MaxValue).Select(window => window.Value), Is.EqualTo([3L]));
        Assert.That(Store.Fetch("", long.MinValue, long.MaxValue).Select(window => window.Value), Is.EqualTo([4L]));
    }

    [Test]
    public void Fetch_UncommittedChanges_StandAmongTheRows()
    {
        Store.Put("ann", 100, 1);
        Store.Put("ann", 200, 1);
        Store.Put("ann", 300, 1);
        Commit();
        Restart();
        Store.Put("ann", 150, 2);
        Store.Put("ann", 200, 2);
        Assert.That(Store.Delete("ann", 300), Is.True);
        Assert.That(Store.Delete("ann", 301), Is.False);

        Assert.That(
            Store.Fetch("ann", 0, 1000),
            Is.EqualTo(new StoredWindow<string, long>[] { new("ann", 100, 1), new("ann", 150, 2), new("ann", 200, 2) }));
    }

    [Test]
    public void Times_AsDateTimeOffset_AreTheSameWindows()
    {
        static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToOffset(TimeSpan.FromHours(5));

        Assert.That(Store.Put("ann", At(100), 1), Is.True);
        Store.Put("ann", 200, 2);

        Assert.That(Store.TryFetch("ann", At(200), out var value) ? value : 0, Is.EqualTo(2));
        Assert.That(Store.Fetch("ann", At(100), At(150)), Is.EqualTo(new StoredWindow<string, long>[] { new("ann", 100, 1) }));
        Assert.That(Store.FetchAll(At(150), At(200)).Single().Start, Is.EqualTo(At(200)));
        Assert.That(Store.Delete("ann", At(100)), Is.True);
    }

    [Test]
    public void FetchAll_Starts_OfEveryKey()
    {
        Store.Put("bob", 100, 1);
        Store.Put("ann", 200, 2);
        Commit();
        Store.Put("ann", 100, 3);
        Store.Put("cid", 500, 4);

        Assert.That(
            Store.FetchAll(100, 200),
            Is.EqualTo(new StoredWindow<string, long>[] { new("ann", 100, 3), new("ann", 200, 2), new("bob", 100, 1) }));
    }

    [Test]
    public void AdvanceStreamTime_PastTheRetention_WindowsAreGone()
    {
        Store.Put("ann", 0, 1);
        Store.Put("ann", 500, 2);
        Commit();

        AdvanceTo(RetentionMs);
        Assert.That(Value("ann", 0), Is.EqualTo(1), "the end of the retention is inclusive");

        AdvanceTo(RetentionMs + 1);
        Assert.That(Value("ann", 0), Is.Null);
        Assert.That(Fetch("ann", 0, 1000), Is.EqualTo([500L]));
        Assert.That(Store.FetchAll(0, 1000).Count(), Is.EqualTo(1));
        Commit();
        Assert.That((Rows(":rows"), Rows(":due")), Is.EqualTo((1, 1)));
    }

    [Test]
    public void AdvanceStreamTime_RowsNotInMemory_AreRemovedAsWell()
    {
        for (var i = 0; i < 20; i++)
        {
            Store.Put($"user-{i}", i * 100, i);
        }

        Commit();
        Restart();

        AdvanceTo(RetentionMs + 1000);

        Assert.That(Store.FetchAll(long.MinValue, long.MaxValue).Select(window => window.StartMs).Order(), Is.EqualTo(Enumerable.Range(10, 10).Select(i => i * 100L)));
        Commit();
        Assert.That((Rows(":rows"), Rows(":due")), Is.EqualTo((10, 10)));
        Assert.That(ChangelogLength, Is.EqualTo(30), "a tombstone for each");
    }

    [Test]
    public void AdvanceStreamTime_VeryManyPastTheRetention_AreHiddenAtOnceAndRemovedInParts()
    {
        const int Windows = 500;
        for (var i = 0; i < Windows; i++)
        {
            Store.Put($"user-{i}", 0, i);
        }

        Commit();
        Restart();
        AdvanceTo(RetentionMs + 1);

        Assert.That(Store.FetchAll(0, 1000), Is.Empty);
        Assert.That(Fetch("user-499", 0, 1000), Is.Empty);
        Assert.That(Enumerable.Range(0, Windows).Where(i => Value($"user-{i}", 0) is not null || Store.Delete($"user-{i}", 0)), Is.Empty);
        Commit();
        Assert.That(Rows(":rows"), Is.InRange(Windows - 100, Windows - 1), "a part at a time");

        for (var i = 0; i < 10; i++)
        {
            AdvanceTo(RetentionMs + 1);
            Commit();
        }

        Assert.That((Rows(":rows"), Rows(":due")), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Put_WindowPastTheRetention_IsNotStored()
    {
        AdvanceTo(5000);

        Assert.That(Store.Put("ann", 5000 - RetentionMs - 1, 1), Is.False);
        Assert.That(Store.Put("ann", 5000 - RetentionMs, 2), Is.True);

        Assert.That(Fetch("ann", 0, 10_000), Is.EqualTo([4000L]));
    }

    [Test]
    public void Discard_StreamTimeOfTheCommit_CountsAgain()
    {
        Store.Put("ann", 0, 1);
        Commit();
        AdvanceTo(RetentionMs + 1);
        Assert.That(Value("ann", 0), Is.Null);

        Discard();
        AdvanceTo(RetentionMs);

        Assert.That(Value("ann", 0), Is.EqualTo(1));
        AdvanceTo(RetentionMs + 1);
        Assert.That(Value("ann", 0), Is.Null);
    }

    [Test]
    public void Rebuild_FromTheChangelog_EqualsTheOriginalAndExpiresAlike()
    {
        Store.Put("ann", 0, 1);
        Store.Put("bob", 100, 2);
        Commit();
        Store.Delete("ann", 0);
        Store.Put("bob", 100, 3);
        Store.Put("bob", 900, 4);
        Commit();

        Rebuild();

        Assert.That(
            Store.FetchAll(0, 10_000),
            Is.EqualTo(new StoredWindow<string, long>[] { new("bob", 100, 3), new("bob", 900, 4) }));
        AdvanceTo(RetentionMs + 101);
        Assert.That(Fetch("bob", 0, 10_000), Is.EqualTo([900L]));
    }

    [Test]
    public void Partitions_SameKeys_DoNotSeeEachOther()
    {
        var other = Create(partition: Partition + 1);
        other.Put("ann", 0, 9);
        CommitOther(other);
        Store.Put("ann", 100, 1);
        Commit();

        Assert.That(Fetch("ann", 0, 1000), Is.EqualTo([100L]));
        AdvanceTo(100_000);
        Commit();
        Assert.That(Create(partition: Partition + 1).FetchAll(0, 1000).Count(), Is.EqualTo(1));
    }

    [Test]
    public void Put_ExtremeStarts_AreKept()
    {
        Store.Put("ann", long.MaxValue, 1);
        Store.Put("ann", long.MinValue, 2);
        Commit();
        Restart();

        Assert.That(Fetch("ann", long.MinValue, long.MaxValue), Is.EqualTo([long.MinValue, long.MaxValue]));
    }

    private long? Value(string key, long startMs) => Store.TryFetch(key, startMs, out var value) ? value : null;

    private List<long> Fetch(string key, long fromMs, long toMs) => [.. Store.Fetch(key, fromMs, toMs).Select(window => window.StartMs)];
}
