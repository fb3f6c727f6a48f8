using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Oracle;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>Many times more users than the memory budget has room for: entries leave memory, and come back for their next click.</summary>
public sealed class MoreUsersThanMemoryTests
{
    private const int Users = 40_000;
    private const long Budget = 32 << 20;
    private const long LiveLimit = 3 * Budget / 16;

    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("users-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Every_session_is_whole_and_live_entries_stay_within_their_part()
    {
        // Two clicks of each user, so far apart that everybody else clicks in between.
        var clicks = Enumerable.Range(0, 2 * Users)
            .Select(i => new DataClick($"user-{i % Users:D6}", "view", 1_760_000_000_000 + (i * 10), $"/{i / Users}")).ToArray();
        await using var log = new EmbeddedLog(Path.Combine(_directory, "log"));
        var run = new ClickRun(log, partitions: 3);
        await run.CreateTopicsAsync();
        await run.ProduceAsync(clicks);

        var most = 0L;
        await using var application = new StreamsApplication(run.Topology(), log, run.Options with
        {
            InMemoryState = false,
            StateDirectory = Path.Combine(_directory, "state"),
            MemoryBudgetBytes = Budget,
        });
        await application.StartAsync();
        var drained = application.DrainAsync();
        while (!drained.IsCompleted)
        {
            most = Math.Max(most, application.Metrics.Memory.LiveStateBytes);
            await Task.WhenAny(drained, Task.Delay(5));
        }

        await drained;

        var sessions = run.ReadSessions();
        TestContext.Out.WriteLine($"at most {most:N0} bytes of live entries, {LiveLimit:N0} allowed after a commit");
        Assert.That(sessions, Has.Count.EqualTo(Users));
        Assert.That(sessions, Is.EqualTo(SessionOracle.Of(clicks, (long)ClickRun.Gap.TotalMilliseconds)));
        Assert.That(most, Is.GreaterThan(LiveLimit / 2).And.LessThan(LiveLimit * 2), "room is used, and kept to, but for one turn");
    }
}
