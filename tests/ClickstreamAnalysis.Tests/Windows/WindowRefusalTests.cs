namespace ClickstreamAnalysis.Tests.Windows;

/// <summary>Each window setting that is out of range is refused when the topology is built, with one message of its own.</summary>
public sealed class WindowRefusalTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_tick = TimeSpan.FromTicks(1);
    private static readonly TimeWindows s_seconds = TumblingWindows.Of(s_second);

    private static IEnumerable<TestCaseData> Settings()
    {
        yield return Case("a size below zero", "windows of -00:00:01: they must be longer", static pages => pages.CountByWindow("bad", HoppingWindows.Of(-s_second, s_second)), mistakes: 2);
        yield return Case("an advance of zero", "advance by 00:00:00:", static pages => pages.CountByWindow("bad", HoppingWindows.Of(s_second, TimeSpan.Zero)));
        yield return Case("an advance above the size", "advance by 00:00:02:", static pages => pages.CountByWindow("bad", HoppingWindows.Of(s_second, 2 * s_second)));
        yield return Case("1,001 windows an event", "more than 1000 of them", static pages => pages.CountByWindow("bad", HoppingWindows.Of(1001 * s_second, s_second)));
        yield return Case("a negative grace period", "grace of -00:00:01", static pages => pages.CountByWindow("bad", s_seconds with { GracePeriod = -s_second }));
        yield return Case("a size with a part of a millisecond", "part of a millisecond", static pages => pages.CountByWindow("bad", TumblingWindows.Of(s_second + s_tick)));
        yield return Case("an advance with a part of a millisecond", "part of a millisecond", static pages => pages.CountByWindow("bad", HoppingWindows.Of(s_second, s_second - s_tick)));
        yield return Case("a grace period with a part of a millisecond", "part of a millisecond", static pages => pages.CountByWindow("bad", s_seconds with { GracePeriod = s_tick }));
        yield return Case("a sliding size below zero", "must not be shorter than zero", static pages => pages.CountByWindow("bad", SlidingWindows.Of(-s_second)));
        yield return Case("a sliding size longer than the longest", "is the longest possible", static pages => pages.CountByWindow("bad", SlidingWindows.Of(LongestTimesTests.Longest)));
        yield return Case("a negative sliding grace", "grace of -00:00:01", static pages => pages.CountByWindow("bad", SlidingWindows.Of(s_second) with { GracePeriod = -s_second }));
        yield return Case("a sliding size with a part of a millisecond", "part of a millisecond", static pages => pages.CountByWindow("bad", SlidingWindows.Of(s_tick)));
        yield return Case("a sliding grace with a part of a millisecond", "part of a millisecond", static pages => pages.CountByWindow("bad", SlidingWindows.Of(s_second) with { GracePeriod = s_tick }));
        yield return Case("sliding windows without a merge", "a merge function", static pages => pages.AggregateByWindow("bad", SlidingWindows.Of(s_second), static () => "", static (_, _, page) => page));
        yield return Case("a result without a serde", "serde for its result", static pages => pages.AggregateByWindow("bad", s_seconds, static () => Guid.Empty, static (guid, _, _) => guid));
        yield return Case("a precision below 4", "precision of 3: 4 to 18", static pages => pages.CountDistinctByWindow("bad", s_seconds, static page => page, precision: 3));
        yield return Case("a precision above 18", "precision of 19: 4 to 18", static pages => pages.CountDistinctByWindow("bad", s_seconds, static page => page.Length, precision: 19));
        yield return Case("distinct items of a bad window", "grace of -00:00:01", static pages => pages.CountDistinctByWindow("bad", s_seconds with { GracePeriod = -s_second }, static page => page));
        yield return Case("the top 0", "top 0 of", static pages => pages.TopByWindow("bad", s_seconds, 0, static page => page));
        yield return Case("the top -1", "top -1 of", static pages => pages.TopByWindow("bad", s_seconds, -1, static page => page));
        yield return Case("more than is tracked", "top 11 of 10", static pages => pages.TopByWindow("bad", s_seconds, 11, static page => page, capacity: 10));
        yield return Case("more than can be tracked", $"top {TopCounter.MaxCapacity + 1} of {TopCounter.MaxCapacity}", static pages => pages.TopByWindow("bad", s_seconds, TopCounter.MaxCapacity + 1, static page => page));
        yield return Case("a negative capacity", "tracks -1 items", static pages => pages.TopByWindow("bad", s_seconds, 1, static page => page, capacity: -1));
        yield return Case("a capacity above the maximum", $"tracks {TopCounter.MaxCapacity + 1} items", static pages => pages.TopByWindow("bad", s_seconds, 1, static page => page, capacity: TopCounter.MaxCapacity + 1));
        yield return Case("top items of a bad window", "grace of -00:00:01", static pages => pages.TopByWindow("bad", s_seconds with { GracePeriod = -s_second }, 1, static page => page));
    }

    [TestCaseSource(nameof(Settings))]
    public void A_setting_is_refused(string message, Action<KStream<string, string>> define, int mistakes)
    {
        var found = MistakesOf(define);
        Assert.That(found, Has.Count.EqualTo(mistakes));
        Assert.That(found[0], Does.Contain("bad").And.Contain(message));
    }

    [Test]
    public void The_limits_themselves_are_allowed()
    {
        var builder = new TopologyBuilder();
        var pages = builder.Stream("pages", Serdes.Utf8, Serdes.Utf8);
        pages.CountByWindow("a", HoppingWindows.Of(1000 * s_second, s_second));
        pages.CountByWindow("b", SlidingWindows.Of(TimeSpan.Zero));
        pages.CountDistinctByWindow("c", s_seconds, static page => page, DistinctCounter.MinPrecision);
        pages.CountDistinctByWindow("d", s_seconds, static page => page, DistinctCounter.MaxPrecision);
        pages.TopByWindow("e", s_seconds, 1, static page => page, capacity: 1);
        pages.TopByWindow("f", s_seconds, TopCounter.MaxCapacity, static page => page, TopCounter.MaxCapacity);
        Assert.That(builder.Build, Throws.Nothing);
    }

    [Test]
    public void All_mistakes_of_a_definition_are_listed_together()
    {
        var wrong = HoppingWindows.Of(-s_tick, TimeSpan.Zero) with { GracePeriod = -s_tick };

        // Size, advance, grace, part of a millisecond, and the name; then what is special to the operator.
        Assert.That(MistakesOf(pages => pages.CountByWindow("bad/name", wrong)), Has.Count.EqualTo(5));
        Assert.That(MistakesOf(pages => pages.CountDistinctByWindow("bad/name", wrong, static page => page, precision: 0)), Has.Count.EqualTo(6));
        Assert.That(MistakesOf(pages => pages.TopByWindow("bad/name", wrong, 0, static page => page)), Has.Count.EqualTo(6));
        Assert.That(
            MistakesOf(static pages => pages.AggregateByWindow(
                "bad/name", SlidingWindows.Of(-s_tick) with { GracePeriod = -s_tick }, static () => "", static (_, _, page) => page)),
            Has.Count.EqualTo(5));
    }

    private static IReadOnlyList<string> MistakesOf(Action<KStream<string, string>> define)
    {
        var builder = new TopologyBuilder();
        define(builder.Stream("pages", Serdes.Utf8, Serdes.Utf8));
        return [.. Assert.Throws<TopologyException>(() => builder.Build())!.Mistakes];
    }

    private static TestCaseData Case(string name, string message, Action<KStream<string, string>> define, int mistakes = 1) =>
        new TestCaseData(message, define, mistakes).SetArgDisplayNames(name);
}
