using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Tests.Topologies;

public sealed class EventTimeGuardTests
{
    private const long EarliestMs = 631_152_000_000; // 1990
    private const long NowMs = 1_772_366_400_000; // 2026
    private const long LatestMs = NowMs + 3_600_000;

    [TestCase(-1, ExpectedResult = "negative-time")]
    [TestCase(0, ExpectedResult = "early-time")]
    [TestCase(EarliestMs - 1, ExpectedResult = "early-time")]
    [TestCase(NowMs / 1_000, ExpectedResult = "time-in-seconds")]
    [TestCase(EarliestMs / 1_000, ExpectedResult = "time-in-seconds")]
    [TestCase(LatestMs + 1, ExpectedResult = "future-time")]
    [TestCase(NowMs * 1_000, ExpectedResult = "time-in-microseconds")]
    [TestCase(NowMs * 1_000_000, ExpectedResult = "time-in-nanoseconds")]
    [TestCase((NowMs * 10_000) + 621_355_968_000_000_000, ExpectedResult = "time-in-ticks")]
    [TestCase(long.MaxValue, ExpectedResult = "future-time")]
    public string ReasonFor_TimeOutsideOfTheBounds_GuessesItsUnit(long timestampMs) => EventTimeGuard.ReasonFor(timestampMs, EarliestMs, LatestMs);

    [TestCase(NowMs * 1_000, ExpectedResult = "time-in-microseconds")]
    [TestCase(LatestMs + 1, ExpectedResult = "future-time")]
    public string ReasonFor_AnyPastTimeAllowed_GuessesAsBefore(long timestampMs) => EventTimeGuard.ReasonFor(timestampMs, earliestMs: 0, LatestMs);
}
