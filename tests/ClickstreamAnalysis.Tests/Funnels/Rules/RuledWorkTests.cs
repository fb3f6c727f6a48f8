using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Funnels.Rules;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>How much work events cost, in times whose events are taken from an entry.</summary>
[TestFixture]
public sealed class RuledWorkTests
{
    private const int Events = 2_000;

    [Test]
    public void Events_of_one_time_cost_work_in_proportion_to_their_number()
    {
        // Different values, so that none of the events is needless.
        var run = Run();
        for (var i = 0; i < Events; i++)
        {
            run.Add(new(0, 0, 1_000, i / 2, i % 2 == 0 ? 1u : 2u, 0));
        }

        Assert.That(run.Progress.Events, Has.Count.EqualTo(Events));
        Assert.That(run.Engine.Steps, Is.LessThanOrEqualTo(3 * Events));
    }

    [Test]
    public void Events_of_one_time_after_many_entries_cost_each_entry_one_step()
    {
        var run = Run();
        for (var i = 0; i < 10; i++)
        {
            run.Add(new(0, 0, i, RuledFunnel.NoValue, 1, 0));
        }

        var before = run.Engine.Steps;
        for (var i = 0; i < Events; i++)
        {
            run.Add(new(0, 0, 1_000, i, 2, 0));
        }

        // Each also reads the one attempt that counts again: its value may have changed.
        Assert.That(run.Engine.Steps - before, Is.LessThanOrEqualTo((10 + 11 + 1) * Events));
    }

    private static RuledRun Run() => new(new RuledFunnel(new FunnelRules(3, WindowMs: 10_000, GraceMs: 0, BucketMs: 0, MaxEvents: 2 * Events))
    {
        StepWindowsMs = [long.MaxValue, long.MaxValue, long.MaxValue],
        Exclusions = [new(1, 2, ExclusionEffect.DropAttempt)],
        Values = Events,
    });
}
