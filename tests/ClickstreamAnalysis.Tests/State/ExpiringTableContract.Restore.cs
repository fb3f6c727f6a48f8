namespace ClickstreamAnalysis.Tests.State;

public sealed partial class ExpiringTableContract<TBackend>
{
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
}
