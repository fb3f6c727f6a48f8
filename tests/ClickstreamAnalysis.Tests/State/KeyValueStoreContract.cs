using System.Text;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Tables;
using CsCheck;

namespace ClickstreamAnalysis.Tests.State;

[TestFixture(typeof(MemoryBackend))]
[TestFixture(typeof(RocksDbBackend))]
public sealed class KeyValueStoreContract<TBackend> : StoreContract<TBackend, IKeyValueStore<string, long>>
    where TBackend : StateBackend, new()
{
    protected override StoreBuilder Builder => Stores.KeyValue(StoreName, Serdes.Utf8, Serdes.Int64);

    [Test]
    public void TryGet_KeyNeverPut_IsFalse()
    {
        Assert.That(Store.TryGet("ann", out var value), Is.False);
        Assert.That(value, Is.Zero);
    }

    [Test]
    public void Put_NewAndKnownKey_IsSeenAtOnce()
    {
        Store.Put("ann", 1);
        Assert.That(Value("ann"), Is.EqualTo(1));
        Store.Put("ann", 2);
        Assert.That(Value("ann"), Is.EqualTo(2));
    }

    [Test]
    public void PutIfAbsent_KnownKey_LeavesIt()
    {
        Assert.That(Store.PutIfAbsent("ann", 1), Is.True);
        Assert.That(Store.PutIfAbsent("ann", 2), Is.False);
        Assert.That(Value("ann"), Is.EqualTo(1));
    }

    [Test]
    public void Delete_KnownKey_IsGoneAtOnceAndAfterTheCommit()
    {
        Store.Put("ann", 1);
        Commit();

        Assert.That(Store.Delete("ann"), Is.True);
        Assert.That(Value("ann"), Is.Null);
        Assert.That(Store.Delete("ann"), Is.False);
        Commit();
        Restart();

        Assert.That(Value("ann"), Is.Null);
        Assert.That(Rows(":rows"), Is.Zero);
    }

    [Test]
    public void Put_AfterDelete_IsTheNewValue()
    {
        Store.Put("ann", 1);
        Commit();
        Store.Delete("ann");
        Store.Put("ann", 3);
        Commit();
        Restart();

        Assert.That(Value("ann"), Is.EqualTo(3));
    }

    [Test]
    public void Commit_ThenRestart_KeepsWhatWasCommitted()
    {
        Store.Put("ann", 1);
        Commit();
        Store.Put("ann", 2);
        Store.Put("bob", 2);

        Restart();

        Assert.That(All(), Is.EqualTo(["ann=1"]));
        Assert.That(IsDirty, Is.False);
    }

    [Test]
    public void Discard_ChangesSinceTheCommit_AreForgotten()
    {
        Store.Put("ann", 1);
        Commit();
        Store.Delete("ann");
        Store.Put("bob", 2);

        Discard();

        Assert.That(All(), Is.EqualTo(["ann=1"]));
        Assert.That(Store.ApproximateCount, Is.EqualTo(1));
    }

    [Test]
    public void Range_Bounds_AreInclusiveAndInTheOrderOfBytes()
    {
        foreach (var key in new[] { "b", "a", "bb", "c", "B", "é" })
        {
            Store.Put(key, key.Length);
        }

        Assert.That(Range("a", "bb"), Is.EqualTo(["a=1", "b=1", "bb=2"]));
        Assert.That(Range("b", "b"), Is.EqualTo(["b=1"]));
        Assert.That(Range("c", "a"), Is.Empty);
        Assert.That(All(), Is.EqualTo(["B=1", "a=1", "b=1", "bb=2", "c=1", "é=1"]));
        Commit();
        Assert.That(Range("a", "bb"), Is.EqualTo(["a=1", "b=1", "bb=2"]));
        Assert.That(Range("c", "a"), Is.Empty);
    }

    [Test]
    public void Range_NextPossibleKeyAfterTheLast_IsOutside()
    {
        Store.Put("a", 1);
        Store.Put("a\0", 2);

        Assert.That(Range("a", "a"), Is.EqualTo(["a=1"]));
        Commit();
        Assert.That(Range("a", "a"), Is.EqualTo(["a=1"]));
    }

    [Test]
    public void Range_UncommittedChanges_StandAmongTheRows()
    {
        foreach (var key in new[] { "a", "c", "e", "g" })
        {
            Store.Put(key, 1);
        }

        Commit();
        Restart();
        Store.Put("b", 2);
        Store.Put("c", 2);
        Store.Delete("e");
        Store.Put("h", 2);

        Assert.That(All(), Is.EqualTo(["a=1", "b=2", "c=2", "g=1", "h=2"]));
        Assert.That(Range("b", "e"), Is.EqualTo(["b=2", "c=2"]));
        Store.Put("e", 3);
        Assert.That(Range("b", "g"), Is.EqualTo(["b=2", "c=2", "e=3", "g=1"]));
        Commit();
        Assert.That(All(), Is.EqualTo(["a=1", "b=2", "c=2", "e=3", "g=1", "h=2"]));
    }

    [Test]
    public void All_StoreChangedMeanwhile_ShowsWhatWasThereAtTheBeginning()
    {
        for (var i = 0; i < 10; i++)
        {
            Store.Put($"k{i}", i);
            if (i == 4)
            {
                Commit();
            }
        }

        var seen = new List<long>();
        foreach (var (key, value) in Store.All())
        {
            seen.Add(value);
            Store.Delete(key);
            Store.Put($"k{value}-more", 100);
            Store.Put("k9", 100);
        }

        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 10)));
        Assert.That(Range("k0", "k9"), Has.Count.EqualTo(10).And.All.EndsWith("-more=100").Or.All.Contains("=100"));
    }

    [Test]
    public void All_EnumerationAcrossACommit_GoesOnWithWhatItBeganWith()
    {
        Store.Put("a", 1);
        Store.Put("b", 1);
        Commit();
        Store.Put("c", 1);

        using var all = Store.All().GetEnumerator();
        Assert.That(all.MoveNext(), Is.True);
        Store.Delete("b");
        Store.Put("c", 2);
        Commit();

        Assert.That(all.MoveNext(), Is.True);
        Assert.That(all.Current.Key, Is.EqualTo("b"));
        Assert.That(all.MoveNext(), Is.True);
        Assert.That(all.Current, Is.EqualTo(KeyValuePair.Create("c", 1L)));
        Assert.That(all.MoveNext(), Is.False);
    }

    [Test]
    public void ApproximateCount_PutsAndDeletes_FollowsThem()
    {
        Assert.That(Store.ApproximateCount, Is.Zero);
        Store.Put("a", 1);
        Store.Put("a", 2);
        Store.PutIfAbsent("b", 1);
        Commit();
        Store.Put("c", 1);
        Store.Delete("a");
        Assert.That(Store.ApproximateCount, Is.EqualTo(2));

        Restart();
        Assert.That(Store.ApproximateCount, Is.EqualTo(2));
        Store.Delete("a");
        Assert.That(Store.ApproximateCount, Is.EqualTo(1));
    }

    [Test]
    public void Commit_MoreKeysThanAreKeptInMemory_FindsThemAll()
    {
        Restart(maxLiveEntries: 5);
        for (var i = 0; i < 100; i++)
        {
            Store.Put($"k{i}", i);
        }

        Commit();

        Assert.That(Enumerable.Range(0, 100).Select(i => Value($"k{i}")), Is.EqualTo(Enumerable.Range(0, 100)));
        Assert.That(Value("k100"), Is.Null);
        Assert.That(Store.ApproximateCount, Is.EqualTo(100));
    }

    [Test]
    public void Rebuild_FromTheChangelog_EqualsTheOriginal()
    {
        Store.Put("a", 1);
        Store.Put("b", 2);
        Commit();
        Store.Put("a", 3);
        Store.Delete("b");
        Store.Put("c", 4);
        Commit();

        Rebuild();

        Assert.That(All(), Is.EqualTo(["a=3", "c=4"]));
        Assert.That(Store.ApproximateCount, Is.EqualTo(2));
    }

    [Test]
    public void Wipe_Store_IsEmpty()
    {
        Store.Put("a", 1);
        Commit();
        Store.Put("b", 1);

        Wipe();

        Assert.That(All(), Is.Empty);
        Assert.That(Value("a"), Is.Null);
    }

    [Test]
    public void Partitions_SameKeys_DoNotSeeEachOther()
    {
        var other = Create(partition: Partition + 1);
        other.Put("a", 9);
        other.Put("z", 9);
        CommitOther(other);
        Store.Put("a", 1);
        Commit();

        Assert.That(All(), Is.EqualTo(["a=1"]));
        Assert.That(Value("z"), Is.Null);
        Assert.That(Create(partition: Partition + 1).All().Count(), Is.EqualTo(2));
    }

    [Test]
    public void Put_Nothing_IsRefused()
    {
        var texts = (IKeyValueStore<string, string>)Stores.KeyValue("texts", Serdes.Utf8, Serdes.Utf8).Create(new StoreContext(new MemoryBackend().Database, 0));

        Assert.That(() => texts.Put("a", null!), Throws.ArgumentNullException);
        Assert.That(() => texts.PutIfAbsent("a", null!), Throws.ArgumentNullException);
        Assert.That(() => texts.Put(null!, "a"), Throws.ArgumentNullException);
        Assert.That(() => texts.TryGet(null!, out _), Throws.ArgumentNullException);
        Assert.That(texts.All(), Is.Empty);
    }

    [Test]
    public void Put_ByteArrayKeys_AreComparedByContent()
    {
        using var backend = new TBackend();
        var store = (IKeyValueStore<byte[], long>)Stores.KeyValue("bytes", Serdes.Bytes, Serdes.Int64).Create(new StoreContext(backend.Database, 0));
        store.Put([1, 2], 1);
        store.Put([1, 2], 2);

        Assert.That(store.TryGet([1, 2], out var value), Is.True);
        Assert.That(value, Is.EqualTo(2));
        Assert.That(store.All().Count(), Is.EqualTo(1));
    }

    [Test]
    public void Row_Layout_IsThePlainValue()
    {
        // Changelog topics are read by other tools: nothing but the user's own bytes may be in them.
        var changelog = new CapturedChangelog();
        using var backend = new TBackend();
        var store = Builder.Create(new StoreContext(backend.Database, 0));
        ((IKeyValueStore<string, long>)store).Put("ann", 258);
        store.Commit(backend.Database, changelog);

        Assert.That(changelog.Records.Single(), Is.EqualTo((Encoding.UTF8.GetBytes("ann"), new byte[] { 0, 0, 0, 0, 0, 0, 1, 2 })));
    }

    [Test]
    public void RandomSteps_AnyMemoryLimit_EqualASortedDictionary()
    {
        var step = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 11], Gen.Int[0, 11]);
        Gen.Select(step.Array[1, 60], Gen.Int[0, 5]).Sample(
            (steps, limit) =>
            {
                using var backend = new MemoryBackend();
                Play(steps, limit, backend.Database);
            },
            iter: typeof(TBackend) == typeof(MemoryBackend) ? 2000 : 0);
        if (typeof(TBackend) == typeof(RocksDbBackend))
        {
            step.Array[200].Sample(
                steps =>
                {
                    using var backend = new TBackend();
                    Play(steps, 4, backend.Database);
                },
                iter: 5,
                threads: 1);
        }
    }

    private static void Play((int Kind, int A, int B)[] steps, int limit, StateDatabase database)
    {
        IKeyValueStore<string, long> Create() =>
            (IKeyValueStore<string, long>)Stores.KeyValue(StoreName, Serdes.Utf8, Serdes.Int64).Create(new StoreContext(database, 0, limit));

        var store = Create();
        var committed = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var current = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < steps.Length; i++)
        {
            var (kind, a, b) = steps[i];
            var (key, other) = ($"k{a}", $"k{b}");
            switch (kind)
            {
                case 0 or 1 or 2:
                    store.Put(key, i);
                    current[key] = i;
                    break;
                case 3:
                    Assert.That(store.PutIfAbsent(key, i), Is.EqualTo(current.TryAdd(key, i)));
                    break;
                case 4:
                    Assert.That(store.Delete(key), Is.EqualTo(current.Remove(key)));
                    break;
                case 5:
                    Assert.That(store.Range(key, other), Is.EqualTo(current.Where(pair => string.CompareOrdinal(pair.Key, key) >= 0 && string.CompareOrdinal(pair.Key, other) <= 0)));
                    break;
                case 6:
                    Assert.That(store.TryGet(key, out var value), Is.EqualTo(current.TryGetValue(key, out var expected)));
                    Assert.That(value, Is.EqualTo(expected));
                    break;
                case 7:
                    ((TaskStore)store).Commit(database);
                    committed = new(current, StringComparer.Ordinal);
                    break;
                case 8:
                    ((TaskStore)store).Discard();
                    current = new(committed, StringComparer.Ordinal);
                    break;
                default:
                    store = Create();
                    current = new(committed, StringComparer.Ordinal);
                    break;
            }

            Assert.That(store.ApproximateCount, Is.EqualTo(current.Count));
        }

        Assert.That(store.All(), Is.EqualTo(current));
    }

    private long? Value(string key) => Store.TryGet(key, out var value) ? value : null;

    private List<string> Range(string from, string to) => [.. Store.Range(from, to).Select(pair => $"{pair.Key}={pair.Value}")];

    private List<string> All() => [.. Store.All().Select(pair => $"{pair.Key}={pair.Value}")];
}
