using System.Text;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Runtime.Owners;

namespace ClickstreamAnalysis.Tests.Owners;

public sealed class AnnouncedTasksTests
{
    private static readonly TaskId s_task = new(0, 3);

    [Test]
    public void Claims_LaterOne_Wins()
    {
        var announced = Apply(Claim("a"), Claim("b"));

        Assert.That(announced.Find(s_task)!.Claim!.Run, Is.EqualTo("b"));
        Assert.That(announced.Find(s_task)!.OwnSequence, Is.EqualTo(7), "its own claim was read");
        Assert.That(announced.Own(), Is.Empty);
    }

    [Test]
    public void Release_OfTheOwner_LeavesNobody() => Assert.That(Apply(Claim("a"), Release("a")).Find(s_task)!.Claim, Is.Null);

    [Test]
    public void Release_OfTheFormerOwner_ReadAfterTheNextClaim_CountsForNothing()
    {
        var task = Apply(Claim("b"), Claim("a"), Release("b")).Find(s_task)!;

        Assert.That(task.Claim!.Run, Is.EqualTo("a"));
        Assert.That(task.Last.IsClaim, Is.False, "compaction keeps the release, so the owner must repeat its claim");
    }

    [Test]
    public void Tombstone_RemovesTheTask()
    {
        var announced = Apply(Claim("a"));
        announced.Remove(s_task);
        Assert.That(announced.Find(s_task), Is.Null);
    }

    [TestCase("0_3", 0, 3)]
    [TestCase("12_345", 12, 345)]
    public void ParseKey_Task(string key, int subTopology, int partition) =>
        Assert.That(Announcement.ParseKey(Encoding.UTF8.GetBytes(key)), Is.EqualTo(new TaskId(subTopology, partition)));

    [TestCase("")]
    [TestCase("_")]
    [TestCase("1_")]
    [TestCase("_1")]
    [TestCase("1_-2")]
    [TestCase("1_2_3")]
    [TestCase("99999999999_1")]
    public void ParseKey_Other_IsNone(string key) => Assert.That(Announcement.ParseKey(Encoding.UTF8.GetBytes(key)), Is.Null);

    [Test]
    public void ToJson_Parse_IsTheSame_AndItsLayoutStays()
    {
        Assert.That(Announcement.Parse(Claim("a").ToJson()), Is.EqualTo(Claim("a")));
        Assert.That(Announcement.Parse(Release("a").ToJson()), Is.EqualTo(Release("a")));
        Assert.That(
            Encoding.UTF8.GetString(Claim("a").ToJson()),
            Is.EqualTo("""{"format":1,"state":"Running","instance":"one","run":"a","sequence":7,"address":"http://one:8080","sinceMs":1700000000000}"""));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"format":2,"state":"Running","instance":"one","run":"a","sequence":7,"address":"http://one:8080","sinceMs":1}""")]
    [TestCase("""{"format":1,"state":"Running","instance":"one","run":"a","sequence":7,"sinceMs":1}""")]
    [TestCase("""{"format":1,"state":"Dancing","instance":"one","run":"a","sequence":7,"address":"http://one:8080","sinceMs":1}""")]
    [TestCase("""{"format":1,"state":"Running","run":"a","sequence":7,"address":"http://one:8080","sinceMs":1}""")]
    public void Parse_Other_IsNone(string json) => Assert.That(Announcement.Parse(Encoding.UTF8.GetBytes(json)), Is.Null);

    private static AnnouncedTasks Apply(params Announcement[] announcements)
    {
        var announced = new AnnouncedTasks("a");
        foreach (var announcement in announcements)
        {
            announced.Apply(s_task, announcement);
        }

        return announced;
    }

    private static Announcement Claim(string run) => new(1, AnnouncedState.Running, "one", run, 7, new Uri("http://one:8080"), 1_700_000_000_000);

    private static Announcement Release(string run) => new(1, AnnouncedState.Released, "one", run, 0, null, 1_700_000_000_000);
}
