namespace ClickstreamAnalysis.Tests.State;

public sealed partial class ExpiringTableContract<TBackend>
{
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
    public void Flush_EntryThatTheChangelogDoesNotTake_IsRemovedWithItsRowAndOthersStay()
    {
        _table.Add("ann", 1, 100);
        _table.Add("a-much-longer-key", 1, 100);
        _table.Add("bob", 1, 100);
        Commit();
        var large = _table.Find("a-much-longer-key")!;
        _changelog.MaxBytes = _changelog.Records[1].Key.Length + _changelog.Records[1].Value!.Length - 1;
        foreach (var key in new[] { "ann", "a-much-longer-key", "bob" })
        {
            var entry = _table.Find(key)!;
            entry.State = 2;
            _table.Touch(entry, 200);
        }

        _table.Add("another-longer-key", 3, 300);
        Commit();

        Assert.That(_table.Rejected, Is.EqualTo(2));
        Assert.That(large.IsLive, Is.False);
        Assert.That(Rows, Is.EqualTo((2, 2)));
        Assert.That(States(), Is.EqualTo(["ann=2@200", "bob=2@200"]));
        Assert.That(_changelog.Records[^2..], Has.Some.EqualTo(("a-much-longer-key"u8.ToArray(), (byte[]?)null)), "the record before it must not come back");
        Reopen();
        Assert.That(States(), Is.EqualTo(["ann=2@200", "bob=2@200"]));
        Assert.That(Expire(1000), Is.EquivalentTo(["ann", "bob"]));
        Assert.That(_table.Add("a-much-longer-key", 4, 5000).IsLive, Is.True);
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
}
