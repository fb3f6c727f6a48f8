using ClickstreamAnalysis.Funnels.Rules;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>
/// The times of all attempts and of each value, with all rules drawn at random, against a matcher that tries every chain. Events are out of
/// order, so attempts that were counted are taken back with their times.
/// </summary>
[TestFixture]
public sealed class ValueTimesPropertyTests
{
    [TestCaseSource(typeof(RuledCase), nameof(RuledCase.Rules))]
    public void Times_by_value_are_those_that_trying_every_chain_gives(FunnelOrder order, FunnelEntry entry, FunnelCounting counting) =>
        RuledCase.Any(order, entry, counting).Where(static test => test.Funnel.Values > 0).Select(static test => test with { Funnel = test.Funnel with { MeasuresTimes = true } }).Sample(
            static test =>
            {
                var counted = new RuledReference(test.Funnel, test.Arrivals).Counted();
                var expected = counted.GroupBy(attempt => test.Funnel.Limits.BucketOf(attempt.EntryMs)).SelectMany(bucket => Expected(test.Funnel, bucket.Key, [.. bucket]));
                Mismatch.UnlessEqual(Text(RuledRun.Of(test).Counts.SelectMany(Found)), Text(expected), "times by value");
            },
            iter: 600,
            print: static test => test.ToString());

    private static IEnumerable<string> Found(FunnelCounts counts) =>
        counts.Breakdown.Prepend(new FunnelBreakdown("all", counts.Steps) { TimeToConvert = counts.TimeToConvert }).SelectMany(row => row.Steps
            .Select((step, i) => $"{counts.Bucket} {row.Value} {i}: {step.Users} {Text(i == 0 ? row.TimeToConvert! : step.TimeFromPrevious!)}"));

    private static IEnumerable<string> Expected(RuledFunnel funnel, FunnelBucket bucket, ReferenceAttempt[] attempts) =>
        from value in Enumerable.Range(-1, funnel.Values + 1)
        let own = attempts.Where(attempt => value < 0 || attempt.Value == value).ToArray()
        from step in Enumerable.Range(0, funnel.Steps)
        let taken = own.Where(attempt => attempt.Steps.Contains(step)).ToArray()
        let times = step == 0
            ? own.Where(attempt => attempt.Depth == funnel.Steps).Select(static attempt => attempt.TimesMs[^1] - attempt.TimesMs[0])
            : taken.Where(attempt => attempt.Steps[0] != step).Select(attempt => attempt.TimesMs[Array.IndexOf(attempt.Steps, step)] - attempt.TimesMs[Array.IndexOf(attempt.Steps, step) - 1])
        select $"{bucket} {NameOf(value)} {step}: {taken.Length} {Text(times)}";

    private static string NameOf(int value) => value switch
    {
        -1 => "all",
        RuledFunnel.NoValue => FunnelBreakdown.None,
        RuledFunnel.OtherValue => FunnelBreakdown.Other,
        _ => $"v{value}",
    };

    // All times are below 64 ms, so a cell is a time.
    private static string Text(FunnelTimes times) =>
        $"{times.SumMs} [{string.Join(' ', times.Cells.Select(static cell => $"{cell.Key}x{cell.Value}"))}]";

    private static string Text(IEnumerable<long> times) =>
        $"{times.Sum()} [{string.Join(' ', times.GroupBy(static time => time).OrderBy(static time => time.Key).Select(static time => $"{time.Key}x{time.Count()}"))}]";

    private static string Text(IEnumerable<string> lines) => string.Join(" | ", lines.Order(StringComparer.Ordinal));
}
