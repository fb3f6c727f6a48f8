namespace ClickstreamAnalysis.Tests.State;

[TestFixture(typeof(MemoryBackend))]
[TestFixture(typeof(RocksDbBackend))]
public sealed class SessionStoreContract<TBackend> : StoreContract<TBackend, ISessionStore<string, long>>
    where TBackend : StateBackend, new()
{
    private const long RetentionMs = 1000;

    protected override StoreBuilder Builder => Stores.Session(StoreName, Serdes.Utf8, Serdes.Int64, TimeSpan.FromMilliseconds(RetentionMs));

    [Test]
    public void TryGet_SessionPut_IsFoundByKeyAndWindow()
    {
        Store.Put("ann", new(100, 200), 1);

        Assert.That(Store.TryGet("ann", new(100, 200), out var value), Is.True);
        Assert.That(value, Is.EqualTo(1));
        Assert.That(Store.TryGet("ann", new(100, 201), out _), Is.False);
        Assert.That(Store.TryGet("ann", new(101, 200), out _), Is.False);
        Assert.That(Store.TryGet("bob", new(100, 200), out _), Is.False);
    }

    [Test]
    public void FindSessions_Bounds_AreInclusive()
    {
        Put("ann", (0, 50), (100, 200), (300, 300), (400, 500));
        Put("bob", (100, 200));

        Assert.That(Find("ann", 200, 300), Is.EqualTo(["[100, 200]", "[300, 300]"]));
        Assert.That(Find("ann", 201, 299), Is.Empty);
        Assert.That(Find("ann", 201, 300), Is.EqualTo(["[300, 300]"]));
        Assert.That(Find("ann", 150, 150), Is.EqualTo(["[100, 200]"]), "a session around the time");
        Assert.That(Find("ann", long.MinValue, long.MaxValue), Is.EqualTo(["[0, 50]", "[100, 200]", "[300, 300]", "[400, 500]"]));
        Commit();
        Restart();
        Assert.That(Find("ann", 200, 300), Is.EqualTo(["[100, 200]", "[300, 300]"]));
        Assert.That(Find("ann", 201, 299), Is.Empty);
    }

    [Test]
    public void FindSessions_KeysThatBeginAlike_DoNotSeeEachOther()
    {
        Put("a", (0, 1));
        Put("ab", (2, 3));
        Put("a\0", (4, 5));
        Commit();
        Restart();

        Assert.That(Find("a", long.MinValue, long.MaxValue), Is.EqualTo(["[0, 1]"]));
        Assert.That(Find("ab", long.MinValue, long.MaxValue), Is.EqualTo(["[2, 3]"]));
        Assert.That(Find("a\0", long.MinValue, long.MaxValue), Is.EqualTo(["[4, 5]"]));
    }

    [Test]
    public void Session_ThatGrows_ReplacesTheOldOne()
    {
        Put("ann", (100, 200));
        Commit();
        foreach (var found in Store.FindSessions("ann", 150, 250))
        {
            Assert.That(Store.Remove("ann", found.Session), Is.True);
            Store.Put("ann", new(found.Session.StartMs, 250), found.Value + 1);
        }

        Assert.That(Find("ann", 0, 1000), Is.EqualTo(["[100, 250]"]));
        Commit();
        Restart();
        Assert.That(Find("ann", 0, 1000), Is.EqualTo(["[100, 250]"]));
        Assert.That(Store.Remove("ann", new(100, 200)), Is.False);
    }

    [Test]
    public void AdvanceStreamTime_PastTheRetention_CountsFromTheEnd()
    {
        Put("ann", (0, 900), (0, 100));
        Commit();
        Restart();

        AdvanceTo(RetentionMs + 101);

        Assert.That(Find("ann", long.MinValue, long.MaxValue), Is.EqualTo(["[0, 900]"]));
        Assert.That(Store.Put("ann", new(0, 100), 1), Is.False);
        Assert.That(Store.Put("ann", new(0, 101), 1), Is.True);
    }

    [Test]
    public void AdvanceStreamTime_MoreThanAreRemovedAtOnce_NoneIsFound()
    {
        for (var startMs = 0; startMs < 100; startMs++)
        {
            Put("ann", (startMs, 100));
        }

        Put("ann", (0, 200));
        Commit();

        AdvanceTo(RetentionMs + 101);

        Assert.That(Find("ann", long.MinValue, long.MaxValue), Is.EqualTo(["[0, 200]"]));
    }

    [Test]
    public void Discard_ChangesSinceTheCommit_AreForgotten()
    {
        Put("ann", (0, 100));
        Commit();
        Store.Remove("ann", new(0, 100));
        Put("ann", (0, 200));

        Discard();

        Assert.That(Find("ann", 0, 1000), Is.EqualTo(["[0, 100]"]));
    }

    [Test]
    public void Rebuild_FromTheChangelog_EqualsTheOriginal()
    {
        Put("ann", (0, 100), (500, 600));
        Commit();
        Store.Remove("ann", new(0, 100));
        Put("ann", (-50, 100));
        Commit();

        Rebuild();

        Assert.That(Find("ann", long.MinValue, long.MaxValue), Is.EqualTo(["[-50, 100]", "[500, 600]"]));
    }

    [Test]
    public void Partitions_SameKeys_DoNotSeeEachOther()
    {
        var other = Create(partition: Partition + 1);
        other.Put("ann", new(0, 1), 9);
        CommitOther(other);
        Put("ann", (2, 3));
        Commit();

        Assert.That(Find("ann", long.MinValue, long.MaxValue), Is.EqualTo(["[2, 3]"]));
    }

    private void Put(string key, params (long Start, long End)[] sessions)
    {
        foreach (var (start, end) in sessions)
        {
            Assert.That(Store.Put(key, new(start, end), end), Is.True);
        }
    }

    private List<string> Find(string key, long earliestEndMs, long latestStartMs) =>
        [.. Store.FindSessions(key, earliestEndMs, latestStartMs).Select(session => session.Session.ToString())];
}
