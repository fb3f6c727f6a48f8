using ClickstreamAnalysis.Funnels;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels;

[TestFixture]
public sealed class TieMatchingTests
{
    [Test]
    public void FindRuns_AnyEvents_FindsTheLongestRunThatEndsWithEachStep() =>
        Gen.Select(Gen.Int[2, 5], Gen.UInt[1, 31].Array[1, 6]).Sample((steps, masks) =>
        {
            var events = masks.Select(mask => Math.Max(1, mask & ((1u << steps) - 1))).ToArray();
            var runs = new int[steps];
            TieMatching.FindRuns(events, runs);
            return runs.SequenceEqual(Enumerable.Range(0, steps)
                .Select(last => Enumerable.Range(0, last + 2).First(first => CanFill(first, last, events, 0))));
        });

    [Test]
    public void CountFrom_AnyEvents_CountsStepsUpToTheFirstThatCannotBeFilled() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], Gen.UInt[1, 255].Array[1, 6]).Sample((from, most, events) =>
            TieMatching.CountFrom(from, most, events) == Enumerable.Range(0, most + 1).Last(count => CanFill(from, from + count - 1, events, 0)));

    [Test]
    public void IsRedundant_EventsLeftOut_ChangeNoRun() =>
        Gen.Select(Gen.Int[2, 4], Gen.UInt[1, 15].Array[1, 12]).Sample((steps, masks) =>
        {
            var events = masks.Select(mask => Math.Max(1, mask & ((1u << steps) - 1))).ToArray();
            var kept = new List<uint>();
            foreach (var mask in events)
            {
                if (!TieMatching.IsRedundant(mask, kept.ToArray(), steps))
                {
                    kept.Add(mask);
                }
            }

            var (all, some) = (new int[steps], new int[steps]);
            TieMatching.FindRuns(events, all);
            TieMatching.FindRuns(kept.ToArray(), some);
            return all.SequenceEqual(some);
        });

    [Test]
    public void Ten_thousand_events_at_one_time_are_kept_in_a_bounded_number([Values(1, 2, 3)] int kind)
    {
        var random = new Random(1);
        var rules = new FunnelRules(Steps: kind == 3 ? 32 : 8, WindowMs: 1000, GraceMs: 0, BucketMs: 0, MaxEvents: 10_000);
        var run = new FunnelEntityRun(rules);
        for (var i = 0; i < 10_000; i++)
        {
            run.Add(5, kind switch
            {
                1 => 1u << random.Next(8),
                2 => (uint)random.Next(1, 256),
                _ => (uint)random.NextInt64(1, 1L << 32),
            });
        }

        Assert.That(run.Refused, Is.Zero);
        Assert.That(run.Progress.Events.Count, Is.LessThanOrEqualTo(kind == 1 ? 8 : rules.Steps * rules.Steps));
        Assert.That(run.Latest[0], Is.EqualTo(Enumerable.Repeat(5L, rules.Steps)));
    }

    [Test]
    public void Events_in_reverse_order_are_the_same_as_in_order()
    {
        var rules = new FunnelRules(Steps: 3, WindowMs: 20_000, GraceMs: 20_000, BucketMs: 0, MaxEvents: 10_000);
        var (inOrder, reversed) = (new FunnelEntityRun(rules), new FunnelEntityRun(rules));
        for (var i = 0; i < 3000; i++)
        {
            inOrder.Add(i, 1u << (i % 3));
            reversed.Add(2999 - i, 1u << ((2999 - i) % 3));
        }

        Assert.That(reversed.Latest[0], Is.EqualTo(inOrder.Latest[0]).And.EqualTo(new[] { 0L, 1, 2 }));
    }

    private static bool CanFill(int step, int last, uint[] events, int used) =>
        step > last || Enumerable.Range(0, events.Length).Any(i =>
            (used >> i & 1) == 0 && (events[i] >> step & 1) != 0 && CanFill(step + 1, last, events, used | 1 << i));
}
