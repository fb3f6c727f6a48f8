using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>What the contract suites of all stores need: a database, a changelog, commits, restarts and replays.</summary>
public abstract class StoreContract<TBackend, TStore>
    where TBackend : StateBackend, new()
    where TStore : class, IStateStore
{
    protected const int Partition = 3;
    protected const string StoreName = "by-user";

    private TBackend _backend = null!;
    private CapturedChangelog _changelog = null!;

    /// <summary>The store under test; another object after each restart.</summary>
    protected TStore Store { get; private set; } = null!;

    protected abstract StoreBuilder Builder { get; }

    private TaskStore TaskStore => (TaskStore)(object)Store;

    [SetUp]
    public void Open()
    {
        _backend = new TBackend();
        _changelog = new CapturedChangelog();
        Store = Create();
    }

    [TearDown]
    public void Close()
    {
        Assert.That(_backend.OpenCursors, Is.Zero, "cursors left open");
        _backend.Dispose();
    }

    [Test]
    public void Name_AnyStore_IsTheBuilders() => Assert.That(Store.Name, Is.EqualTo(StoreName));

    protected TStore Create(int partition = Partition, int maxLiveEntries = 100_000) =>
        (TStore)(object)Builder.Create(new StoreContext(_backend.Database, partition, maxLiveEntries));

    protected void Commit() => TaskStore.Commit(_backend.Database, _changelog);

    protected void CommitOther(TStore store) => ((TaskStore)(object)store).Commit(_backend.Database);

    protected void Discard() => TaskStore.Discard();

    protected bool IsDirty => TaskStore.IsDirty;

    protected int ChangelogLength => _changelog.Records.Count;

    protected void AdvanceTo(long streamTimeMs) => TaskStore.AdvanceStreamTime(streamTimeMs);

    protected void Restart(int maxLiveEntries = 100_000)
    {
        _backend.Reopen();
        Store = Create(maxLiveEntries: maxLiveEntries);
    }

    protected void Wipe()
    {
        using var batch = _backend.Database.CreateBatch();
        TaskStore.Wipe(batch);
        _backend.Database.Apply(batch);
    }

    /// <summary>Another machine: nothing but the changelog.</summary>
    protected void Rebuild()
    {
        _backend.Dispose();
        _backend = new TBackend();
        Store = Create();
        _changelog.Replay(TaskStore, _backend.Database);
    }

    protected int Rows(string suffix) => _backend.Database.CountRows(StoreName + suffix);
}
