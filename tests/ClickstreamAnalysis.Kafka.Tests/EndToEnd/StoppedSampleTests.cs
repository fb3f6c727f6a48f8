using ClickstreamAnalysis.Kafka.Tests.Broker;
using ClickstreamAnalysis.Tests.EndToEnd;

namespace ClickstreamAnalysis.Kafka.Tests.EndToEnd;

/// <summary>The sample host ends when it is asked to, whatever the broker does.</summary>
[Platform(Exclude = "Win", Reason = "Signals are those of Unix.")]
public sealed class StoppedSampleTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // More than the sample allows itself, for a busy machine, and less than a request to a broker may take.
    private static readonly TimeSpan s_fewSeconds = TimeSpan.FromSeconds(20);

    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("stopped-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Stopped_while_the_broker_is_away_it_ends_in_order_and_soon()
    {
        if (Environment.GetEnvironmentVariable("KAFKA_HOME") is not { Length: > 0 } home)
        {
            Assert.Ignore("No Kafka to kill: set KAFKA_HOME to an unpacked Kafka download.");
            return;
        }

        using var broker = LocalBroker.Start(home);
        using var sample = SampleProcess.Start(["--json", "--bootstrap", broker.BootstrapServers, "--state", _directory]);
        sample.WaitUntil(() => sample.Sessions > 10, "some sessions", s_patience);
        broker.Stop();
        sample.WaitUntil(() => sample.Messages.Any(message => message.Contains("failed", StringComparison.Ordinal) || message.Contains("starts its tasks over", StringComparison.Ordinal)), "the broker's absence to be noticed", s_patience);
        var terminated = TimeProvider.System.GetTimestamp();
        sample.Terminate();

        Assert.That(sample.WaitForEnd(s_patience), Is.Zero, () => string.Join('\n', sample.Messages));
        Assert.That(TimeProvider.System.GetElapsedTime(terminated), Is.LessThan(s_fewSeconds), () => string.Join('\n', sample.Messages));
        Assert.That(sample.Summary!.Value.GetProperty("complete").GetBoolean(), Is.False);
    }

    [Test]
    public void Stopped_before_the_broker_answers_it_ends_with_zero()
    {
        using var sample = SampleProcess.Start(["--json", "--bootstrap", "127.0.0.1:1", "--state", _directory]);
        sample.WaitUntil(() => sample.Messages.Any(message => message.Contains("Looking for 127.0.0.1:1", StringComparison.Ordinal)), "its first attempt", s_patience);
        sample.Terminate();

        Assert.That(sample.WaitForEnd(s_patience), Is.Zero, () => string.Join('\n', sample.Messages));
    }
}
