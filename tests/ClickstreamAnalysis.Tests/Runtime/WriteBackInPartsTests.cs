using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Memory;
using ClickstreamAnalysis.Runtime.Metrics;
using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.Runtime.Threads;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.State;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Rows do not hold up the records that come while they are written: each turn writes a few.</summary>
public sealed class WriteBackInPartsTests
{
    private const int Users = 500;

    // The one commit of each of the two tasks that changes state notes its input offsets in the changelog.
    private const int Marks = 2;
    private const int MostInATurn = 64;

    private static readonly TimeSpan s_commitInterval = TimeSpan.FromMilliseconds(100);

    private FakeTimeProvider _clock = null!;
    private MetricsBoard _metrics = null!;
    private SimulatedLog _log = null!;
    private MemoryStateDatabase _database = null!;
    private StreamThread _thread = null!;

    [SetUp]
    public async Task Start()
    {
        _clock = new FakeTimeProvider(SteppedApplication.Now);
        _metrics = new MetricsBoard();
        _log = SteppedApplication.LogWith(("clicks", 2));
        _database = new MemoryStateDatabase();
        var options = SteppedApplication.Options with { TimeProvider = _clock, CommitInterval = s_commitInterval };
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions").Closed.ForEach(static _ => { }, "ignore");
        var plan = await TopicPlan.MakeAsync(builder.Build(), options, _log.Admin, _log.Description, null, default);
        _thread = StreamThreadFactory.Create(0, new ThreadEnvironment(_log, _database, plan, options, _metrics, "one", new MemoryPlan(options)));
        ProduceClicks(first: 0, Users);
        RunToIdle();
        _clock.Advance(s_commitInterval);
        _thread.RunOnce(TimeSpan.Zero);
        Assert.That((_metrics.Read().Commits, Rows), Is.EqualTo((1, 0)), "rows wait for some time");
    }

    [TearDown]
    public async Task Stop()
    {
        _thread.Close(commit: false);
        _thread.Dispose();
        _database.Dispose();
        await _log.DisposeAsync();
    }

    [Test]
    public void Records_keep_coming_each_turn_writes_a_few_and_the_next_commit_none()
    {
        _clock.Advance(TimeSpan.FromSeconds(2));
        ProduceClicks(first: Users, 1);
        _thread.RunOnce(TimeSpan.Zero);
        Assert.That((_metrics.Read().Commits, Rows), Is.EqualTo((2, 0)), "the commit leaves them to the turns after it");

        for (var (turns, before) = (0, 0); Rows < Users; turns++, before = Rows)
        {
            Assert.That(turns, Is.LessThan(Users / MostInATurn + 2));
            ProduceClicks(first: Users + 1, 1);
            _thread.RunOnce(TimeSpan.Zero);
            Assert.That(Rows - before, Is.InRange(1, MostInATurn));
        }

        Assert.That((_metrics.Read().Commits, CheckpointedRecords), Is.EqualTo((2, 0)), "the checkpoint comes with the next commit");
        _clock.Advance(s_commitInterval);
        _thread.RunOnce(TimeSpan.Zero);
        Assert.That((_metrics.Read().Commits, Rows, CheckpointedRecords), Is.EqualTo((3, Users, Users + Marks)));
    }

    [Test]
    public void Users_click_again_before_their_turn_have_no_rows_written()
    {
        for (var i = 0; i < 40; i++)
        {
            _clock.Advance(s_commitInterval);
            ProduceClicks(first: 0, Users / 2);
            _thread.RunOnce(TimeSpan.Zero);
        }

        Assert.That(_metrics.Read().Commits, Is.EqualTo(41));
        Assert.That(Rows, Is.EqualTo(Users / 2), "of those who did not");
        Assert.That(CheckpointedRecords, Is.GreaterThan(Users), "nothing before is needed any more");
    }

    [Test]
    public void No_records_come_any_more_rows_and_checkpoint_follow_without_a_pause()
    {
        _clock.Advance(TimeSpan.FromSeconds(2));
        RunToIdle();

        Assert.That((Rows, CheckpointedRecords), Is.EqualTo((Users, Users + Marks)));
    }

    private int Rows => _database.CountRows("sessions:rows");

    /// <summary>How many changelog records a restart need not read.</summary>
    private long CheckpointedRecords => Enumerable.Range(0, 2).Sum(partition =>
        TaskCheckpoint.Read(_database.OpenTable(TaskState.MetaTable), new TaskId(0, partition))!.Changelogs["sessions"]);

    private void ProduceClicks(int first, int count)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        for (var i = first; i < first + count; i++)
        {
            SteppedApplication.ProduceClick(producer, i % 2, $"user-{i}", SteppedApplication.Now.ToUnixTimeMilliseconds());
        }

        producer.Flush(TimeSpan.FromSeconds(5));
    }

    private void RunToIdle()
    {
        var turns = 0;
        for (var idle = 0; idle < 3 || _thread.IsBusy; turns++)
        {
            Assert.That(turns, Is.LessThan(10_000), "the thread does not come to rest");
            idle = _thread.RunOnce(TimeSpan.Zero) ? 0 : idle + 1;
        }
    }
}
