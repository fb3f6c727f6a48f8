using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

public sealed class StreamsOptionsTests
{
    [TestCase("~")]
    [TestCase("~/state")]
    public void StateDirectory_BeginsWithTilde_IsRefused(string directory) =>
        Assert.That(
            () => (SteppedApplication.Options with { StateDirectory = directory }).Validate(),
            Throws.ArgumentException.With.Message.Contains("StateDirectory begins with '~'"));

    [Test]
    public void Make_EveryOptionWrong_ReportsAllTogether()
    {
        var options = new StreamsOptions
        {
            ApplicationId = "my app",
            InstanceId = "a/b",
            CommitInterval = TimeSpan.FromTicks(-1),
            Threads = 257,
            MaxFutureSkew = TimeSpan.FromTicks(-1),
            EarliestEventTime = DateTimeOffset.UnixEpoch.AddTicks(-1),
            IdleTimeout = TimeSpan.Zero,
            MaxRecordBytes = 0,
            MemoryBudgetBytes = (32 << 20) - 1,
            StartTimeout = TimeSpan.FromTicks(-1),
            RequestTimeout = TimeSpan.Zero,
            MaxConsecutiveFailures = -1,
        };

        var error = Assert.Throws<ArgumentException>(() => Make(options));

        using (Assert.EnterMultipleScope())
        {
            foreach (var name in new[]
            {
                nameof(StreamsOptions.ApplicationId), nameof(StreamsOptions.InstanceId), nameof(StreamsOptions.CommitInterval),
                nameof(StreamsOptions.Threads), nameof(StreamsOptions.MaxFutureSkew), nameof(StreamsOptions.IdleTimeout),
                nameof(StreamsOptions.MaxRecordBytes), nameof(StreamsOptions.MemoryBudgetBytes), nameof(StreamsOptions.StartTimeout),
                nameof(StreamsOptions.RequestTimeout), nameof(StreamsOptions.MaxConsecutiveFailures), nameof(StreamsOptions.EarliestEventTime),
            })
            {
                Assert.That(error!.Message, Does.Contain(name));
            }
        }
    }

    [TestCase("")]
    [TestCase("ümlaut")]
    [TestCase("a b")]
    [TestCase("a/b")]
    [TestCase(".")]
    [TestCase("..")]
    public void Make_ApplicationIdThatIsNoTopicName_IsRefused(string id) =>
        Assert.That(() => Make(new() { ApplicationId = id }), Throws.ArgumentException.With.Message.Contains("letters, digits"));

    [Test]
    public void Make_ApplicationIdOfAHundredLetters_IsTheLongest()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Make(new() { ApplicationId = new string('a', 100) }), Throws.Nothing);
            Assert.That(() => Make(new() { ApplicationId = new string('a', 101) }), Throws.ArgumentException);
        }
    }

    private static StreamsApplication Make(StreamsOptions options)
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Utf8).To("out");
        return new StreamsApplication(builder.Build(), new SimulatedLog(), options);
    }
}
