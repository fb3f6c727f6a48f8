using ClickstreamAnalysis.Runtime.Memory;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.EndToEnd;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>One number for memory: how it is divided, told, and kept.</summary>
public sealed class MemoryBudgetTests
{
    [TestCase(256L << 20, 1)]
    [TestCase(256L << 20, 8)]
    [TestCase(32L << 20, 1)]
    [TestCase(64L << 30, 64)]
    public void Parts_AtMost_FitIntoTheBudget(long budget, int threads)
    {
        var plan = new MemoryPlan(new StreamsOptions { ApplicationId = "a", MemoryBudgetBytes = budget, Threads = threads });
        var most = plan.Live.LimitBytes + plan.DatabaseBytes + ((long)threads * (plan.ConsumerBytes + plan.ProducerBytes + plan.MaxRecordedBytes));

        Assert.That(most, Is.LessThanOrEqualTo(budget));
        Assert.That(plan.DatabaseBytes, Is.GreaterThanOrEqualTo(8L << 20));
    }

    [Test]
    public void Usage_OfAnApplication_HasPartsWithinTheBudget()
    {
        var log = new SimulatedLog(new SimulatedLogOptions { Seed = 1 });
        var run = new ClickRun(log, partitions: 1, "memory");
        var application = new StreamsApplication(run.Topology(), log, run.Options with { ApplicationId = "memory-told" });
        var memory = application.Metrics.Memory;
        Assert.That(memory.BudgetBytes, Is.EqualTo(256L << 20));
        Assert.That(memory.TotalBytes, Is.EqualTo(memory.LiveStateBytes + memory.DatabaseBytes + memory.ClientQueuesBytes + memory.QueryChangesBytes).And.Positive);
    }
}
