using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.EndToEnd;
using ClickstreamAnalysis.Tests.Oracle;
using ClickstreamAnalysis.Tests.Processors;
using ClickstreamAnalysis.Topologies;
using ClickstreamAnalysis.Windows;
using ClickstreamAnalysis.Windows.Sliding;

namespace ClickstreamAnalysis.Tests.Windows;

[TestFixture]
public sealed class WindowOracleTests
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(60);

    [Test]
    public void Closed_windows_of_real_clicks_equal_the_oracle(
        [Values("rees46", "wikipedia")] string data, [Values(600, 240, 175)] int advanceSeconds, [Values] bool shuffled)
    {
        var clicks = data == "rees46" ? RealClicks.Rees46() : RealClicks.Wikipedia();
        var arrivals = shuffled ? Shuffle.WithinGrace(clicks, s_grace, seed: advanceSeconds) : [.. clicks.OrderBy(click => click.TimestampMs)];
        Assert.That(Count(arrivals, 600_000, advanceSeconds * 1000), Is.EqualTo(WindowOracle.Counts(clicks, 600_000, advanceSeconds * 1000)));
    }

    [Test]
    public void Closed_sliding_windows_of_real_clicks_equal_the_oracle([Values("rees46", "wikipedia")] string data)
    {
        var clicks = data == "rees46" ? RealClicks.Rees46() : RealClicks.Wikipedia();
        var builder = new TopologyBuilder();
        var closed = new List<(string User, long StartMs, long Count)>();
        builder.Stream("clicks", Serdes.Utf8, Serdes.Json<DataClick>())
            .CountByWindow("counts", SlidingWindows.Of(TimeSpan.FromMinutes(10)) with { GracePeriod = s_grace })
            .Closed.ForEach(record => closed.Add((record.Key.Key, record.Key.StartMs, record.Value)));
        Run(builder.Build().SubTopologies[0].Nodes.OfType<SlidingNode<string, DataClick, long>>().Single(), Shuffle.WithinGrace(clicks, s_grace, seed: 3));
        Assert.That(closed.OrderBy(row => row.User, StringComparer.Ordinal).ThenBy(row => row.StartMs), Is.EqualTo(WindowOracle.SlidingCounts(clicks, 600_000)));
    }

    [Test]
    public void The_comparison_notices_a_click_that_is_missing()
    {
        var clicks = RealClicks.Rees46();
        Assert.That(Count([.. clicks.Skip(1)], 600_000, 600_000), Is.Not.EqualTo(WindowOracle.Counts(clicks, 600_000, 600_000)));
    }

    private static List<(string User, long StartMs, long Count)> Count(IReadOnlyList<DataClick> clicks, long sizeMs, long advanceMs)
    {
        var closed = new List<(string User, long StartMs, long Count)>();
        var builder = new TopologyBuilder();
        builder.Stream("clicks", Serdes.Utf8, Serdes.Json<DataClick>())
            .CountByWindow("counts", HoppingWindows.Of(TimeSpan.FromMilliseconds(sizeMs), TimeSpan.FromMilliseconds(advanceMs)) with { GracePeriod = s_grace })
            .Closed.ForEach(record => closed.Add((record.Key.Key, record.Key.StartMs, record.Value)));
        var node = builder.Build().SubTopologies[0].Nodes.OfType<WindowNode<string, DataClick, long>>().Single();
        Run(node, clicks);
        return [.. closed.OrderBy(row => row.User, StringComparer.Ordinal).ThenBy(row => row.StartMs)];
    }

    private static void Run(InputNode<string, DataClick> node, IReadOnlyList<DataClick> clicks)
    {
        var task = new BareTask<string, DataClick>(node, new MemoryStateDatabase(), maxLiveEntries: 100);
        for (var i = 0; i < clicks.Count; i++)
        {
            task.Process(clicks[i].User, clicks[i], clicks[i].TimestampMs);
            if (i % 97 == 0)
            {
                task.Sweep();
                task.Commit();
            }
        }

        task.CloseEverything();
        Assert.That(task.Late, Is.Zero);
    }
}
