namespace ClickstreamAnalysis.Tests.State;

public sealed partial class ExpiringTableContract<TBackend>
{
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
        // What a replay leaves: ann's tombstone does not know the index row, nor does bob's new row know the old one.
        Elsewhere(table =>
        {
            table.Add("ann", 1, 100);
            table.Add("bob", 1, 100);
        }, table =>
        {
            table.Remove(table.Find("ann")!);
            table.Touch(table.Find("bob")!, 500);
        }).Replay(_table, _backend.Database);
        Assert.That(Rows, Is.EqualTo((1, 3)));

        Assert.That(Expire(200), Is.Empty);
        Assert.That(Rows, Is.EqualTo((1, 1)));
        Assert.That(Expire(501), Is.EqualTo(["bob"]));
    }

    [Test]
    public void Restore_OntoRowsThatLeftMemory_NothingOfThemIsHandedOver()
    {
        _table = Create(_backend, maxLiveEntries: 0);
        Update("ann", 1, 100);
        Update("bob", 1, 100);
        Commit();
        Assert.That(_table.LiveCount, Is.Zero);

        Reopen();
        Elsewhere(table =>
        {
            table.Add("ann", 2, 50);
            table.Add("bob", 2, 500);
        }, table => table.Remove(table.Find("ann")!)).Replay(_table, _backend.Database);

        Assert.That(Expire(200), Is.Empty);
        Assert.That(States(), Is.EqualTo(["bob=2@500"]));
        Assert.That(Expire(501), Is.EqualTo(["bob"]));
    }

    [Test]
    public void Advance_EntryThatLeftMemoryAndCameBack_IsHandedOverAsItIsNow()
    {
        _table = Create(_backend, maxLiveEntries: 0);
        Update("ann", 1, 100);
        Commit();

        // No longer short of memory: the row is written anew where it is, and leaves memory with the process.
        Reopen();
        Update("ann", 2, 150);
        Commit();
        Reopen();

        Assert.That(Expire(120), Is.Empty);
        var due = new List<long>();
        _table.Advance(200, new Handler(entry =>
        {
            due.Add(entry.State);
            _table.Remove(entry);
        }));
        Assert.That(due, Is.EqualTo([2L]));
    }

    [Test]
    public void Advance_VeryManyRowsOfOneTime_AreLoadedOnlyAsTheyAreHandedOver()
    {
        const int rows = 5_000;
        _table = Create(_backend, maxLiveEntries: 0);
        for (var i = 0; i < rows; i++)
        {
            Update($"user-{i}", i, 100);
        }

        Commit();
        _table = Create(_backend);
        var seen = new HashSet<string>();
        var handler = new Handler(entry =>
        {
            Assert.That(seen.Add(entry.Key), "once");
            _table.Remove(entry);
        });

        for (var handedOver = 10; handedOver <= rows; handedOver += 10)
        {
            _table.Advance(101, handler, most: 10);
            Assert.That(seen, Has.Count.EqualTo(handedOver));
            Assert.That(_table.LiveCount, Is.LessThanOrEqualTo(10));
            if (seen.Count % 500 == 0)
            {
                Commit();
            }
        }

        Assert.That(_table.Advance(101, handler), Is.True);
        Commit();
        Assert.That(Rows, Is.EqualTo((0, 0)));
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
}
