using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Oracle;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>Real click data through the whole engine equals what SQL computes from the same file, row for row.</summary>
public sealed class RealDataTests
{
    [Test]
    public async Task Sessions_and_funnel_equal_the_oracle(
        [Values("rees46", "wikipedia")] string data, [Values(1, 3, 8)] int partitions, [Values] bool shuffled)
    {
        var clicks = data == "rees46" ? RealClicks.Rees46() : RealClicks.Wikipedia();
        await using var log = new SimulatedLog(new SimulatedLogOptions { Seed = partitions });
        var run = new ClickRun(log, partitions);
        await run.CreateTopicsAsync();
        await run.ProduceAsync(shuffled ? Shuffle.WithinGrace(clicks, ClickRun.Grace, seed: partitions) : clicks);

        var metrics = await run.DrainAsync();

        Assert.That(run.ReadSessions(), Is.EqualTo(SessionOracle.Of(clicks, (long)ClickRun.Gap.TotalMilliseconds)));
        Assert.That(run.ReadFunnel(), Is.EqualTo(ShopFunnelOracle.Of(clicks, (long)ClickRun.Window.TotalMilliseconds)));
        Assert.That(metrics, Has.Property(nameof(StreamsMetrics.Read)).EqualTo(clicks.Count).And.Property(nameof(StreamsMetrics.Late)).EqualTo(0));
    }
}
