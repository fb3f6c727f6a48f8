namespace ClickstreamAnalysis.Tests.State;

public sealed partial class ExpiringTableContract<TBackend>
{
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
}
