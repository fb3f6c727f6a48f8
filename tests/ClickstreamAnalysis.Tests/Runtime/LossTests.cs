using System.Text;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Every record that an operator does not use is counted where it is lost, by operator and reason.</summary>
public sealed class LossTests
{
    private const long Minute = 60_000;

    private static readonly long s_start = SteppedApplication.Now.AddDays(-1).ToUnixTimeMilliseconds();

    private static readonly StreamsOptions s_skip = SteppedApplication.Options with { BadRecords = BadRecordPolicy.Skip };

    [Test]
    public async Task Late_BehindARepartition_CountsAtTheOperatorBesideTheInput()
    {
        await using var application = await StartAsync(clicks => clicks.SelectKey((_, click) => click.Page!, Serdes.Utf8)
            .AggregateByWindow("views", TumblingWindows.Of(TimeSpan.FromMinutes(1)) with { GracePeriod = TimeSpan.FromMinutes(2) }, static () => 0L, static (count, _, _) => count + 1));
        Click(application, 10 * Minute, "/a");
        Click(application, 3 * Minute, "/b");
        Click(application, 1 * Minute, "/c");

        application.RunToIdle();

        var metrics = application.Metrics;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(metrics.Processed, Is.EqualTo(3));
            Assert.That(metrics.Late, Is.Zero);
            var loss = metrics.Dropped.Single();
            Assert.That((loss.Operator, loss.Reason, loss.Records), Is.EqualTo(("views", LateReasons.WindowClosed, 2L)));
            Assert.That(loss.HighestLateness, Is.EqualTo(TimeSpan.FromMinutes(9)));
            Assert.That(metrics.ToString(), Does.Contain("dropped by operator: views window-closed 2 (up to 0:09:00 late"));
        }
    }

    /// <summary>Results that merge are computed before the repartition topic, so the record is late there, as one of the input.</summary>
    [Test]
    public async Task Late_InTheFirstOfTwoPhases_CountsAsLateOfTheInput()
    {
        await using var application = await StartAsync(clicks => clicks.SelectKey((_, click) => click.Page!, Serdes.Utf8)
            .CountByWindow("views", TumblingWindows.Of(TimeSpan.FromMinutes(1)) with { GracePeriod = TimeSpan.FromMinutes(2) }));
        Click(application, 10 * Minute, "/a");
        Click(application, 3 * Minute, "/b");
        Click(application, 1 * Minute, "/c");

        application.RunToIdle();

        var metrics = application.Metrics;
        var loss = metrics.Dropped.Single();
        Assert.That((metrics.Processed, metrics.Late), Is.EqualTo((1L, 2L)));
        Assert.That((loss.Operator, loss.Reason, loss.Records, loss.HighestLateness), Is.EqualTo(("views", LateReasons.WindowClosed, 2L, TimeSpan.FromMinutes(9))));
    }

    [Test]
    public async Task NullKey_BehindARepartition_CountsAtEachOperator()
    {
        await using var application = await StartAsync(clicks =>
        {
            var byNothing = clicks.SelectKey((_, _) => (string)null!, Serdes.Utf8).Repartition("by-nothing");
            byNothing.CountByWindow("views", TumblingWindows.Of(TimeSpan.FromMinutes(1)));
            byNothing.Sessionize("sessions");
            byNothing.Funnel("shop", f => f.Step("view", (_, _) => true).Step("buy", (_, _) => false).Within(TimeSpan.FromHours(1)));
        });
        Click(application, 0, "/a");
        Click(application, 1, "/b");

        application.RunToIdle();

        Assert.That(application.Metrics.Processed, Is.EqualTo(2));
        Assert.That(Losses(application), Is.EquivalentTo(new[]
        {
            ("views", "window-null-key", 2L), ("sessions", "session-null-key", 2L), ("shop", "funnel-null-key", 2L),
        }));
    }

    [Test]
    public async Task Late_AtTwoOperatorsOfTheInput_CountsOnceForTheInputAndAtEachOperator()
    {
        await using var application = await StartAsync(clicks =>
        {
            clicks.CountByWindow("views", TumblingWindows.Of(TimeSpan.FromMinutes(1)));
            clicks.Sessionize("sessions", new SessionWindows { Gap = TimeSpan.FromMinutes(1), GracePeriod = TimeSpan.FromMinutes(1) });
        });
        Click(application, 10 * Minute, "/");
        Click(application, 0, "/", user: "bob");

        application.RunToIdle();

        var metrics = application.Metrics;
        Assert.That((metrics.Processed, metrics.Late), Is.EqualTo((1L, 1L)));
        Assert.That(Losses(application), Is.EquivalentTo(new[] { ("views", LateReasons.WindowClosed, 1L), ("sessions", LateReasons.SessionClosed, 1L) }));
    }

    [Test]
    public async Task NeededGrace_GivenToTheOperator_KeepsEveryRecord([Values("sessions", "tumbling", "hopping", "funnel")] string kind)
    {
        async Task<StreamsMetrics> RunAsync(TimeSpan grace)
        {
            await using var application = await StartAsync(clicks => Add(clicks, kind, grace));
            Click(application, 600 * Minute, "/");
            Click(application, (60 * Minute) + 17, "/", user: "bob");
            Click(application, 30 * Minute, "/", user: "cid");
            application.RunToIdle();
            return application.Metrics;
        }

        var needed = (await RunAsync(TimeSpan.Zero)).Dropped.Single(loss => loss.Operator == kind).NeededGrace!.Value;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await RunAsync(needed)).Dropped, Is.Empty);
            Assert.That((await RunAsync(needed - TimeSpan.FromMilliseconds(1))).Dropped.Single().Records, Is.EqualTo(1), "it is the shortest");
        }
    }

    [Test]
    public async Task HoppingWindows_SomeOfARecordsWindowsClosed_CountsItAndUsesItInTheOthers()
    {
        await using var application = await StartAsync(clicks => clicks
            .CountByWindow("views", HoppingWindows.Of(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1))));
        Click(application, 20 * Minute, "/");
        Click(application, 15 * Minute, "/", user: "bob");

        application.RunToIdle();

        Assert.That((application.Metrics.Processed, application.Metrics.Late), Is.EqualTo((2L, 0L)));
        Assert.That(Losses(application), Is.EqualTo(new[] { ("views", LateReasons.SomeWindowsClosed, 1L) }));
    }

    [Test]
    public async Task Failure_BehindARepartition_CountsAtItsOperatorAndTheInputIsProcessed()
    {
        await using var application = await StartAsync(
            clicks => clicks.SelectKey((_, click) => click.Page!, Serdes.Utf8).Repartition("by-page")
                .Peek(record => Fail(record.Key), "failing").CountByWindow("views", TumblingWindows.Of(TimeSpan.FromMinutes(1))),
            s_skip);
        Click(application, 0, "/good");
        Click(application, 1, "/bad");

        application.RunToIdle();

        Assert.That((application.Metrics.Processed, application.Metrics.Failed), Is.EqualTo((2L, 0L)));
        Assert.That(Losses(application), Is.EqualTo(new[] { ("failing", "processing", 1L) }));
    }

    [Test]
    public async Task Processor_MarksRecords_CountsThemUnderItsName()
    {
        await using var application = await StartAsync(clicks => clicks.Process("by-hand", () => new Marker()));
        Click(application, 10 * Minute, "late");
        Click(application, 8 * Minute, "late");
        Click(application, 8 * Minute, "rejected");
        Click(application, 8 * Minute, "dropped");

        application.RunToIdle();

        var metrics = application.Metrics;
        Assert.That((metrics.Processed, metrics.Late, metrics.Rejected), Is.EqualTo((1L, 2L, 1L)));
        Assert.That(Losses(application), Is.EquivalentTo(new[] { ("by-hand", LateReasons.Late, 2L), ("by-hand", "too-many", 1L), ("by-hand", "no-parent", 1L) }));
        Assert.That(metrics.Dropped[0], Has.Property(nameof(OperatorLoss.HighestLateness)).EqualTo(TimeSpan.FromMinutes(2))
            .And.Property(nameof(OperatorLoss.NeededGrace)).Null);
    }

    [Test]
    public async Task Capped_WhileSessionsAreClosed_Counts()
    {
        // Closed sessions are events of longer sessions: they arrive while no record is in hand.
        await using var application = await StartAsync(clicks => clicks
            .Sessionize("sessions", new SessionWindows { Gap = TimeSpan.FromMinutes(1) }).Closed
            .MapValues((_, session) => new ClickEvent { User = session.Key, Name = "session", TimestampMs = session.EndMs, Page = "/" })
            .Sessionize("visits", new SessionWindows { Gap = TimeSpan.FromHours(10), MaxEvents = 1 }));
        Click(application, 0, "/");
        Click(application, 10 * Minute, "/");
        Click(application, 20 * Minute, "/");

        application.RunToIdle();

        Assert.That(application.Metrics.SessionLimitHits, Is.EqualTo(1));
    }

    [Test]
    public async Task CommitFails_RecordsAreProcessedAgain_LossesCountOnce()
    {
        var failures = 3;
        var log = SteppedApplication.LogWith(("clicks", 1));
        var through = new WrittenThroughLog(log, topic =>
        {
            if (topic.EndsWith("changelog", StringComparison.Ordinal) && failures-- > 0)
            {
                throw new InvalidOperationException("a mistake in the log");
            }
        });
        await using var application = await SteppedApplication.StartAsync(
            Topology(clicks => clicks.SelectKey((_, click) => click.Page!, Serdes.Utf8).CountByWindow("views", TumblingWindows.Of(TimeSpan.FromMinutes(1)))),
            log, SteppedApplication.Options, through);
        Click(application, 10 * Minute, "/");
        Click(application, 0, "/");

        application.RunToIdle();

        Assert.That(application.Metrics.Recoveries, Is.EqualTo(3));
        Assert.That(Losses(application), Is.EqualTo(new[] { ("views", LateReasons.WindowClosed, 1L) }));
    }

    private static void Add(KStream<string, ClickEvent> clicks, string kind, TimeSpan grace)
    {
        _ = kind switch
        {
            "sessions" => (object)clicks.Sessionize(kind, new SessionWindows { Gap = TimeSpan.FromMinutes(7), GracePeriod = grace }),
            "tumbling" => clicks.CountByWindow(kind, TumblingWindows.Of(TimeSpan.FromMinutes(7)) with { GracePeriod = grace }),
            "hopping" => clicks.CountByWindow(kind, HoppingWindows.Of(TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(2)) with { GracePeriod = grace }),
            _ => clicks.Funnel(kind, f => f
                .Step("view", (_, _) => true).Step("buy", (_, _) => false).Within(TimeSpan.FromMinutes(7)) with
            { GracePeriod = grace }),
        };
    }

    private static void Fail(string page)
    {
        if (page == "/bad")
        {
            throw new InvalidOperationException("a mistake in the topology");
        }
    }

    private static Topology Topology(Action<KStream<string, ClickEvent>> add)
    {
        var builder = new TopologyBuilder();
        add(builder.Clicks("clicks"));
        return builder.Build();
    }

    private static Task<SteppedApplication> StartAsync(Action<KStream<string, ClickEvent>> add, StreamsOptions? options = null) =>
        SteppedApplication.StartAsync(Topology(add), SteppedApplication.LogWith(("clicks", 1)), options);

    private static void Click(SteppedApplication application, long timeMs, string page, string user = "ann") =>
        application.Produce("clicks", 0, s_start + timeMs, Encoding.UTF8.GetBytes(user), SteppedApplication.Click(user, s_start + timeMs, page));

    private static (string Operator, string Reason, long Records)[] Losses(SteppedApplication application) =>
        [.. application.Metrics.Dropped.Select(loss => (loss.Operator, loss.Reason, loss.Records))];

    private sealed class Marker : IProcessor<string, ClickEvent, string, ClickEvent>
    {
        private IProcessorContext<string, ClickEvent> _context = null!;

        public void Initialize(IProcessorContext<string, ClickEvent> context) => _context = context;

        public void Process(in Record<string, ClickEvent> record)
        {
            switch (record.Value.Page)
            {
                case "late":
                    _context.MarkLate(record.TimestampMs);
                    break;
                case "rejected":
                    _context.MarkRejected("too-many");
                    break;
                default:
                    _context.MarkDropped("no-parent");
                    break;
            }
        }

        public void Close()
        {
        }
    }
}
