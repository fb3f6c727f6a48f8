namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Each session setting that is out of range or contradicts another one is refused when the topology is built, with one message of its own.</summary>
public sealed class SessionRefusalTests
{
    private static readonly TimeSpan s_tick = TimeSpan.FromTicks(1);

    private static IEnumerable<TestCaseData> Settings()
    {
        yield return Case("no gap", "gap of 00:00:00", new() { Gap = TimeSpan.Zero });
        yield return Case("a negative gap", "gap of -00:00:01", new() { Gap = TimeSpan.FromSeconds(-1) });
        yield return Case("a gap with a part of a millisecond", "part of a millisecond", new() { Gap = TimeSpan.FromMinutes(30) + s_tick });
        yield return Case("a negative grace period", "grace period of -00:00:00.0010000", new() { GracePeriod = TimeSpan.FromMilliseconds(-1) });
        yield return Case("a grace period with a part of a millisecond", "part of a millisecond", new() { GracePeriod = s_tick });
        yield return Case("an unknown boundary", "unknown boundary 99", new() { Boundary = (GapBoundary)99 });
        yield return Case("a maximum duration of zero", "maximum duration of 00:00:00", new() { MaxDuration = TimeSpan.Zero });
        yield return Case("a maximum duration with a part of a millisecond", "part of a millisecond", new() { MaxDuration = s_tick });
        yield return Case("no events", "allows 0 events", new() { MaxEvents = 0 });
        yield return Case("texts of one character", "texts of 1 characters", new() { MaxTextLength = 1 });
        yield return Case("numbers kept for no time", "keeps numbers for 00:00:00", new() { NumberRetention = TimeSpan.Zero });
        yield return Case("numbers kept for a part of a millisecond", "part of a millisecond", new() { NumberRetention = TimeSpan.FromDays(1) + s_tick });
        yield return Case("exact pages below their range", "up to 15 distinct pages", new() { MaxExactPages = 15 });
        yield return Case("exact pages above their range", "up to 10001 distinct pages", new() { MaxExactPages = 10_001 });
        yield return Case("exact pages below zero", "up to -1 distinct pages", new() { MaxExactPages = -1 });
        yield return Case("engagement longer than a negative time", "by duration that each session fulfills", new() { Engagement = new() { LongerThan = -s_tick } });
        yield return Case("engagement of at least no time", "by duration that each session fulfills", new() { Engagement = new() { AtLeast = TimeSpan.Zero } });
        yield return Case("engagement by no page view", "that each session fulfills: MinPageViews", new() { Engagement = new() { MinPageViews = 0 } });
        yield return Case("engagement by no heartbeat", "that each session fulfills: MinPageViews", new() { Engagement = new() { MinHeartbeats = 0, IsHeartbeat = _ => true } });
        yield return Case("heartbeats that are not defined", "set IsHeartbeat", new() { Engagement = new() { MinHeartbeats = 2 } });
        yield return Case("engagement without a condition", "without a condition", new() { Engagement = new() });
    }

    private static IEnumerable<TestCaseData> Splits()
    {
        yield return Split("a referrer without own hosts", "splits at another referrer without a host", static splits => splits.OnReferrer());
        yield return Split("a referrer with a blank host", "splits at another referrer without a host", static splits => splits.OnReferrer(" "));
        yield return Split("two ids", "has 2 functions for the id", static splits => splits.ById(static click => click.Name).ById(static click => click.Page));
    }

    private static IEnumerable<TestCaseData> ClickSettings()
    {
        yield return Case("conversions", "apply only to SessionFacts", new() { Conversion = _ => true });
        yield return Case("page views", "apply only to SessionFacts", new() { PageView = _ => true });
        yield return Case("engagement", "apply only to SessionFacts", new() { Engagement = Engagement.Ga4 });
        yield return Case("exact pages", "apply only to SessionFacts", new() { MaxExactPages = 64 });
    }

    [TestCaseSource(nameof(Settings))]
    public void A_setting_is_refused(string message, SessionWindows windows) =>
        Refuses(clicks => clicks.Sessionize("bad", windows).Closed.To("closed"), message);

    [TestCaseSource(nameof(Splits))]
    public void A_split_rule_is_refused(string message, Func<SessionSplits<ClickEvent>, SessionSplits<ClickEvent>> splits) =>
        Refuses(clicks => clicks.Sessionize("bad", new(), splits).Closed.To("closed"), message);

    [TestCaseSource(nameof(ClickSettings))]
    public void A_setting_of_clicks_is_refused_for_an_aggregate_of_its_own(string message, SessionWindows windows) =>
        Refuses(clicks => clicks.Sessionize("bad", windows, static () => 0L, static (count, _, _) => count + 1, static (a, b) => a + b), message);

    [Test]
    public void A_name_is_refused() =>
        Refuses(clicks => clicks.Sessionize("bad/name"), "'bad/name' cannot have this name");

    [Test]
    public void An_aggregate_without_a_serde_is_refused() => Refuses(
        static clicks => clicks.Sessionize("bad", new(), static () => Guid.Empty, static (guid, _, _) => guid, static (a, _) => a), "serde for its aggregate");

    [Test]
    public void All_mistakes_are_listed_together()
    {
        var builder = new TopologyBuilder();
        var wrong = new SessionWindows
        {
            Gap = TimeSpan.Zero,
            GracePeriod = -s_tick,
            Boundary = (GapBoundary)2,
            MaxDuration = TimeSpan.Zero,
            MaxEvents = 0,
            MaxTextLength = 0,
            NumberRetention = TimeSpan.Zero,
            MaxExactPages = 1,
            Engagement = new() { AtLeast = TimeSpan.Zero, MinPageViews = 0, MinHeartbeats = 1 },
        };
        builder.Clicks("clicks").Sessionize("bad/name", wrong, static splits => splits.OnReferrer().ById(static _ => null).ById(static _ => null));

        // One each, one for the part of a millisecond, two more for the engagement, two for the split rules, and the name.
        Assert.That(Assert.Throws<TopologyException>(() => builder.Build())!.Mistakes, Has.Count.EqualTo(9 + 1 + 2 + 2 + 1).And.All.Contains("'bad/name'"));
    }

    [Test]
    public void Settings_at_their_limits_are_accepted([Values(16, 10_000)] int maxExactPages)
    {
        var builder = new TopologyBuilder();
        var least = new SessionWindows
        {
            Gap = TimeSpan.FromMilliseconds(1),
            GracePeriod = TimeSpan.Zero,
            MaxDuration = TimeSpan.FromMilliseconds(1),
            MaxEvents = 1,
            MaxTextLength = 2,
            NumberRetention = TimeSpan.FromMilliseconds(1),
            MaxExactPages = maxExactPages,
            Engagement = new() { LongerThan = TimeSpan.Zero, AtLeast = s_tick, MinPageViews = 1, MinHeartbeats = 1, IsHeartbeat = static _ => false },
        };
        builder.Clicks("clicks").Sessionize("sessions", least).Closed.To("closed");
        Assert.That(builder.Build, Throws.Nothing);
    }

    private static void Refuses(Action<KStream<string, ClickEvent>> define, string message)
    {
        var builder = new TopologyBuilder();
        define(builder.Clicks("clicks"));
        var mistakes = Assert.Throws<TopologyException>(() => builder.Build())!.Mistakes;
        Assert.That(mistakes, Has.Count.EqualTo(1));
        Assert.That(mistakes.Single(), Does.Contain("'bad").And.Contain(message));
    }

    private static TestCaseData Case(string name, string message, SessionWindows windows) => new TestCaseData(message, windows).SetArgDisplayNames(name);

    private static TestCaseData Split(string name, string message, Func<SessionSplits<ClickEvent>, SessionSplits<ClickEvent>> splits) =>
        new TestCaseData(message, splits).SetArgDisplayNames(name);
}
