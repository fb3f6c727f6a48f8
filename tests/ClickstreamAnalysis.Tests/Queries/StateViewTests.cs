using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Queries;

/// <summary>What each kind of store answers.</summary>
public sealed class StateViewTests
{
    private const long Noon = 1_772_366_400_000; // SteppedApplication.Now
    private static readonly DateTimeOffset s_noon = DateTimeOffset.FromUnixTimeMilliseconds(Noon);

    [Test]
    public async Task Sessions_OpenOnes_ByUserByTimeAndAll()
    {
        await using var application = await StartAsync(clicks => clicks.Sessionize("sessions"));
        application.ProduceClick(0, "ann", Noon - 120_000);
        application.ProduceClick(0, "ann", Noon - 60_000);
        application.ProduceClick(0, "bob", Noon - 1_000);
        application.RunToIdle();

        using var view = application.Query();
        var sessions = view.Sessions("sessions");
        var ann = sessions.Find("ann");

        Assert.That((ann.Value.StartMs, ann.Value.EndMs, ann.Value.EventCount, ann.Value.Aggregate.PageViews), Is.EqualTo((Noon - 120_000, Noon - 60_000, 2, 2)));
        Assert.That(sessions.FindAll("ann").Value, Is.EqualTo(new[] { ann.Value }));
        Assert.That(sessions.All().Select(static session => session.Key), Is.EqualTo(new[] { "ann", "bob" }));
        Assert.That(sessions.Between(s_noon.AddSeconds(-30), s_noon).Select(static session => session.Key), Is.EqualTo(new[] { "bob" }));
        Assert.That(sessions.Count(), Is.EqualTo(2));
        Assert.That(ann.Position, Is.EqualTo(view.Positions[0]).Using<StatePosition>(static (a, b) => a.TaskId == b.TaskId));
        Assert.That(ann.Position!.Inputs, Is.EqualTo(new[] { new TopicPartitionOffset(new("clicks", 0), 3) }));
        Assert.That(ann.Position.StreamTime, Is.EqualTo(s_noon.AddSeconds(-1)));
    }

    [Test]
    public async Task Sessions_SeveralOfAUser_InOrderWithNumbersAndFacts([Values] bool isSplit)
    {
        // Under rules by value, the ids arrive in another order than the sessions start.
        var options = new SessionWindows
        {
            Gap = TimeSpan.FromMinutes(1),
            GracePeriod = TimeSpan.FromMinutes(5),
            NumberRetention = TimeSpan.FromDays(1),
            Engagement = Engagement.Ga4,
        };
        await using var application = await StartAsync(clicks => clicks.Sessionize("sessions", options, isSplit ? splits => splits.ById(click => click.Page) : null));
        foreach (var (timeMs, page) in new[] { (Noon - 3_600_000, "/"), (Noon - 30_000, "/late"), (Noon - 120_000, "/early"), (Noon - 119_000, "/early") })
        {
            application.Produce("clicks", 0, timeMs, "ann"u8.ToArray(), SteppedApplication.Click("ann", timeMs, page));
        }

        application.RunToIdle();

        using var view = application.Query();
        var sessions = view.Sessions("sessions");
        Assert.That(
            sessions.FindAll("ann").Value.Select(static session => (session.StartMs, session.Number, session.Aggregate.IsEngaged)),
            Is.EqualTo(new[] { (Noon - 120_000, 2L, (bool?)true), (Noon - 30_000, 3L, (bool?)false) }));
        Assert.That(sessions.Find("ann").Value.StartMs, Is.EqualTo(Noon - 30_000), "the one that starts last");
        Assert.That(Starts(-119_000, -30_001), Is.EqualTo(new[] { Noon - 120_000 }), "it ends at the first time");
        Assert.That(Starts(-118_999, -30_000), Is.EqualTo(new[] { Noon - 30_000 }), "it starts at the last time");
        Assert.That(Starts(-118_999, -30_001), Is.Empty);

        IEnumerable<long> Starts(int fromMs, int toMs) =>
            sessions.Between(s_noon.AddMilliseconds(fromMs), s_noon.AddMilliseconds(toMs)).Select(static session => session.StartMs).ToArray();
    }

    [Test]
    public async Task Sessions_OfSeveralIds_AreInOrderOfTheirStart()
    {
        await using var application = await StartAsync(clicks => clicks.Sessionize("sessions", new() { GracePeriod = TimeSpan.FromMinutes(5) }, splits => splits.ById(click => click.Page)));
        foreach (var (timeMs, page) in new[] { (Noon - 60_000, "/a"), (Noon - 90_000, "/b"), (Noon - 110_000, "/a") })
        {
            application.Produce("clicks", 0, timeMs, "ann"u8.ToArray(), SteppedApplication.Click("ann", timeMs, page));
        }

        application.RunToIdle();

        using var view = application.Query();
        Assert.That(view.Sessions("sessions").FindAll("ann").Value.Select(static session => session.Aggregate.EntryPage), Is.EqualTo(new[] { "/a", "/b" }));
    }

    [Test]
    public async Task Sessions_AfterTheirGap_AreNotFound()
    {
        await using var application = await StartAsync(clicks => clicks.Sessionize("sessions", new() { Gap = TimeSpan.FromMinutes(1), GracePeriod = TimeSpan.Zero }));
        application.ProduceClick(0, "ann", Noon - 600_000);
        application.ProduceClick(0, "bob", Noon - 1_000);
        application.RunToIdle();

        using var view = application.Query();
        var ann = view.Sessions("sessions").Find("ann");

        Assert.That(ann.Status, Is.EqualTo(StateAnswerStatus.NotFound));
        Assert.That(ann.TryGet(out _), Is.False);
        Assert.That(() => ann.Value, Throws.TypeOf<StateQueryException>().With.Message.Contains("'sessions' has no value").And.Message.Not.Contains("ann"));
    }

    [Test]
    public async Task Windows_CountsOfOpenBuckets()
    {
        await using var application = await StartAsync(
            clicks => clicks.CountByWindow("clicks-per-minute", TumblingWindows.Of(TimeSpan.FromMinutes(1)) with { GracePeriod = TimeSpan.FromMinutes(10) }));
        application.ProduceClick(0, "ann", Noon - 60_000);
        application.ProduceClick(0, "ann", Noon - 2_000);
        application.ProduceClick(0, "ann", Noon);
        application.RunToIdle();

        using var view = application.Query();
        var windows = view.Windows<string, long>("clicks-per-minute");

        Assert.That(windows.Find("ann", s_noon.AddMinutes(-1)).Value, Is.EqualTo(2));
        Assert.That(windows.Find("ann", s_noon).Value, Is.EqualTo(1));
        Assert.That(windows.Find("ann", s_noon.AddMinutes(1)).Status, Is.EqualTo(StateAnswerStatus.NotFound));
        Assert.That(windows.Find("bob", s_noon).Status, Is.EqualTo(StateAnswerStatus.NotFound));
        Assert.That(windows.All().Select(static window => (window.Key.Start, window.Key.End, window.Value)), Is.EqualTo(new[]
        {
            (s_noon.AddMinutes(-1), s_noon, 2L),
            (s_noon, s_noon.AddMinutes(1), 1L),
        }));
        Assert.That(windows.Between(s_noon, s_noon.AddMinutes(1)).Select(static window => window.Value), Is.EqualTo(new[] { 1L }));
    }

    [Test]
    public async Task Funnel_ProgressOfAUser_AndCounts()
    {
        await using var application = await StartAsync(clicks => clicks
            .Funnel("checkout", f => f
                .Step("home", static (_, click) => click.Page == "/")
                .Step("buy", static (_, click) => click.Page == "/buy")
                .Within(TimeSpan.FromHours(1)))
            .Counts.ForEach(static (_, _) => { }));
        application.Produce("clicks", 0, Noon - 3_000, "ann"u8.ToArray(), SteppedApplication.Click("ann", Noon - 3_000));
        application.Produce("clicks", 0, Noon - 2_000, "ann"u8.ToArray(), SteppedApplication.Click("ann", Noon - 2_000, "/buy"));
        application.Produce("clicks", 0, Noon - 1_000, "bob"u8.ToArray(), SteppedApplication.Click("bob", Noon - 1_000));
        application.RunToIdle();

        using var view = application.Query();
        var funnel = view.Funnel<string>("checkout");
        var counts = view.FunnelCounts("checkout-counts");

        Assert.That(funnel.Find("ann").Value.Single().StepTimesMs, Is.EqualTo(new[] { Noon - 3_000, Noon - 2_000 }));
        Assert.That(funnel.Find("bob").Value.Single().StepsReached, Is.EqualTo(1));
        Assert.That(funnel.All().Select(static user => (user.Key, user.Value.Count)), Is.EqualTo(new[] { ("ann", 1), ("bob", 1) }));
        Assert.That(counts.Find().Value.ToString(), Is.EqualTo("home 2 -> buy 1"));
        Assert.That(counts.All().Select(static bucket => bucket.ToString()), Is.EqualTo(new[] { "home 2 -> buy 1" }));
    }

    [Test]
    public async Task Funnel_AnAttemptWhoseWindowIsOver_IsNotOpen_AlsoWithoutSubscribersOfOutcomes([Values] bool hasOutcomes)
    {
        await using var application = await StartAsync(clicks =>
        {
            var funnel = clicks.Funnel("checkout", f => f
                .Step("home", static (_, click) => click.Page == "/")
                .Step("buy", static (_, click) => click.Page == "/buy")
                .Exclude("help", static (_, click) => click.Page == "/help", after: "home", before: "buy", ExclusionEffect.DropAttempt)
                .Within(TimeSpan.FromHours(1)));
            funnel.Counts.ForEach(static (_, _) => { });
            if (hasOutcomes)
            {
                funnel.Outcomes.ForEach(static (_, _) => { });
            }
        });

        // Ann's second event is within its window at noon, and so is kept.
        application.ProduceClick(0, "ann", Noon - 4_800_000);
        application.ProduceClick(0, "ann", Noon - 3_000_000);
        application.ProduceClick(0, "bob", Noon);
        application.RunToIdle();

        using var view = application.Query();
        Assert.That(view.Funnel<string>("checkout").Find("ann").Value, Is.Empty);
        Assert.That(view.Funnel<string>("checkout").Find("bob").Value, Has.Count.EqualTo(1));
        Assert.That(view.FunnelCounts("checkout-counts").Find().Value.ToString(), Is.EqualTo("home 2 -> buy 0"));
    }

    [Test]
    public async Task StoresOfProcessors_PointsRangesAndRetention()
    {
        await using var application = await StartAsync(clicks => clicks.Process("keep", static () => new Keeping(), "values", "windows", "stays"), stores:
        [
            Stores.KeyValue("values", Serdes.Utf8, Serdes.Int64),
            Stores.Window("windows", Serdes.Utf8, Serdes.Int64, TimeSpan.FromMinutes(5)),
            Stores.Session("stays", Serdes.Utf8, Serdes.Int64, TimeSpan.FromMinutes(5)),
        ]);
        application.ProduceClick(0, "ann", Noon - 600_000);
        application.ProduceClick(0, "ann", Noon - 60_000);
        application.ProduceClick(0, "bob", Noon);
        application.RunToIdle();

        using var view = application.Query();
        var values = view.KeyValue<string, long>("values");
        var windows = view.Window<string, long>("windows");
        var stays = view.Session<string, long>("stays");
        var (early, late) = (s_noon.AddMinutes(-10), s_noon.AddMinutes(-1));

        Assert.That(values.Find("ann").Value, Is.EqualTo(Noon - 60_000));
        Assert.That(values.Range("b", "c").Select(static pair => pair.Key), Is.EqualTo(new[] { "bob" }));
        Assert.That(windows.Find("ann", late).Value, Is.EqualTo(Noon - 60_000));
        Assert.That(windows.Find("ann", early).Status, Is.EqualTo(StateAnswerStatus.NotFound), "past its retention");
        Assert.That(windows.Fetch("ann", early, s_noon).Select(static window => window.Start), Is.EqualTo(new[] { late }));
        Assert.That(windows.FetchAll(early, s_noon).Select(static window => window.Key), Is.EqualTo(new[] { "ann", "bob" }));
        Assert.That(stays.Find("ann", new SessionWindow(Noon - 60_000, Noon - 59_000)).Value, Is.EqualTo(1));
        Assert.That(stays.FindSessions("ann", early, s_noon).Count(), Is.EqualTo(1));
        Assert.That(stays.All().Select(static stay => stay.Key), Is.EqualTo(new[] { "ann", "bob" }));
    }

    private static Task<SteppedApplication> StartAsync(Action<KStream<string, ClickEvent>> define, params StoreBuilder[] stores)
    {
        var builder = new TopologyBuilder();
        foreach (var store in stores)
        {
            builder.AddStore(store);
        }

        define(builder.Clicks("clicks"));
        return SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 1)));
    }

    private sealed class Keeping : IProcessor<string, ClickEvent, string, long>
    {
        private IProcessorContext<string, long> _context = null!;

        public void Initialize(IProcessorContext<string, long> context) => _context = context;

        public void Process(in Record<string, ClickEvent> record)
        {
            _context.GetStore<IKeyValueStore<string, long>>("values").Put(record.Key, record.TimestampMs);
            _context.GetStore<IWindowStore<string, long>>("windows").Put(record.Key, record.TimestampMs, record.TimestampMs);
            _context.GetStore<ISessionStore<string, long>>("stays").Put(record.Key, new SessionWindow(record.TimestampMs, record.TimestampMs + 1_000), 1);
        }
    }
}
