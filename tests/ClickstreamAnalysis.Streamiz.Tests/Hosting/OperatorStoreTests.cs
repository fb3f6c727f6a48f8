using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Streamiz.Stores;
using ClickstreamAnalysis.Streamiz.Tests.Comparison;
using StreamizGuarantee = Streamiz.Kafka.Net.ProcessingGuarantee;

namespace ClickstreamAnalysis.Streamiz.Tests.Hosting;

public sealed class OperatorStoreTests
{
    [TestCase(StreamizGuarantee.AT_LEAST_ONCE, true)]
    [TestCase(StreamizGuarantee.EXACTLY_ONCE, false)]
    public void Persistent_UnderExactlyOnce_IsFalseSoThatTheChangelogDecides(StreamizGuarantee guarantee, bool expected)
    {
        var config = StreamizRun.Config("state");
        config.Guarantee = guarantee;

        Assert.That(Builder().Build(config).Persistent, Is.EqualTo(expected));
    }

    [Test]
    public void Builder_WithTopicSettings_PassesThemToStreamiz()
    {
        var builder = Builder(new StreamizOptions { ChangelogConfig = new Dictionary<string, string> { ["segment.ms"] = "1000" } });

        Assert.That(builder.LogConfig, Is.EquivalentTo(new[] { KeyValuePair.Create("segment.ms", "1000") }));
        Assert.That(builder.LoggingEnabled, Is.True);
    }

    [Test]
    public void Store_BeforeItsTask_SaysSo() =>
        Assert.That(() => _ = ((OperatorStore)Builder().Build(StreamizRun.Config("state"))).Table, Throws.InvalidOperationException.With.Message.Contains("'store'"));

    [Test]
    public void ChangelogKeys_OfStreamTimeAndOfAnEmptyKey_Differ()
    {
        var emptyKey = ChangelogRecords.RowKey([]);

        Assert.That(ChangelogRecords.IsStreamTime(emptyKey), Is.False);
        Assert.That(ChangelogRecords.TryReadRowKey(emptyKey, out var key), Is.True);
        Assert.That(key.Length, Is.Zero);
        Assert.That(ChangelogRecords.TryReadRowKey(ChangelogRecords.StreamTimeKey, out _), Is.False);
    }

    private static OperatorStoreBuilder Builder(StreamizOptions? options = null) =>
        new(new FunnelTableBuilder<string>("store", Serdes.Utf8, new FunnelRules(2, 1, 0, 0, 1)), options ?? new StreamizOptions());
}
