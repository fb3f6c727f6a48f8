using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>The legal states of an entry, and the combinations of flags that must not occur.</summary>
public sealed class LiveEntryTests
{
    [TestCase(true, false, false, true, false, nameof(EntryStatus.Clean))]
    [TestCase(true, true, false, false, false, nameof(EntryStatus.Dirty))]
    [TestCase(true, true, false, true, false, nameof(EntryStatus.Dirty))]
    [TestCase(true, false, true, false, false, nameof(EntryStatus.Unwritten))]
    [TestCase(false, true, false, false, false, nameof(EntryStatus.Removed))]
    [TestCase(false, false, true, true, false, nameof(EntryStatus.RemovedUnwritten))]
    [TestCase(false, true, false, true, true, nameof(EntryStatus.Superseded))]
    [TestCase(false, false, false, true, false, nameof(EntryStatus.Gone))]
    [TestCase(true, false, false, false, false, nameof(EntryStatus.Illegal), Description = "clean without a row")]
    [TestCase(true, true, true, true, false, nameof(EntryStatus.Illegal), Description = "dirty, and still waiting for its row")]
    [TestCase(true, true, false, true, true, nameof(EntryStatus.Illegal), Description = "superseded, and live")]
    [TestCase(false, false, true, false, false, nameof(EntryStatus.Illegal), Description = "no row to delete")]
    [TestCase(false, false, true, true, true, nameof(EntryStatus.Illegal), Description = "superseded, and its row deleted by both")]
    public void Status_AnyFlags_IsOneOfTheTableOrIllegal(bool isLive, bool isDirty, bool isUnwritten, bool hasRow, bool isSuperseded, string status)
    {
        var entry = new LiveEntry<string, int>("a")
        {
            DueMs = 10,
            QueuedAtMs = 10,
            IsLive = isLive,
            IsDirty = isDirty,
            IsUnwritten = isUnwritten,
            HasRow = hasRow,
            IsSuperseded = isSuperseded,
        };

        Assert.That(entry.Status.ToString(), Is.EqualTo(status));
    }

    [Test]
    public void Status_QueuedAfterItIsDue_IsIllegal()
    {
        var entry = new LiveEntry<string, int>("a") { DueMs = 10, QueuedAtMs = 11, IsLive = true, HasRow = true };

        Assert.That(entry.Status, Is.EqualTo(EntryStatus.Illegal));
    }
}
