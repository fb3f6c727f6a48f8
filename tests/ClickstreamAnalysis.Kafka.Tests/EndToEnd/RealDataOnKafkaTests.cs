using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.EndToEnd;
using ClickstreamAnalysis.Tests.Oracle;

namespace ClickstreamAnalysis.Kafka.Tests.EndToEnd;

/// <summary>Real click data through a real broker, exactly once, equals what SQL computes from the same file, row for row.</summary>
public sealed class RealDataOnKafkaTests
{
    [Test]
    public async Task Sessions_and_funnel_equal_the_oracle(
        [Values("rees46", "wikipedia")] string data, [Values("1 shuffled", "3 shuffled", "8 shuffled", "3 in order")] string arrival)
    {
        var partitions = arrival[0] - '0';
        var clicks = data == "rees46" ? RealClicks.Rees46() : RealClicks.Wikipedia();
        await using var log = new KafkaLog(TestBroker.BootstrapServers);
        var run = new ClickRun(log, partitions);
        await run.CreateTopicsAsync();
        await run.ProduceAsync(arrival.EndsWith("shuffled", StringComparison.Ordinal) ? Shuffle.WithinGrace(clicks, ClickRun.Grace, seed: partitions) : clicks);

        var metrics = await run.DrainAsync();

        Assert.That(run.ReadSessions(), Is.EqualTo(SessionOracle.Of(clicks, (long)ClickRun.Gap.TotalMilliseconds)));
        Assert.That(run.ReadFunnel(), Is.EqualTo(ShopFunnelOracle.Of(clicks, (long)ClickRun.Window.TotalMilliseconds)));
        Assert.That(metrics, Has.Property(nameof(StreamsMetrics.Read)).EqualTo(clicks.Count).And.Property(nameof(StreamsMetrics.Late)).EqualTo(0));
    }
}
