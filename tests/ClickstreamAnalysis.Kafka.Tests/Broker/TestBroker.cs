using ClickstreamAnalysis.Kafka.Tests.Broker;

/// <summary>
/// The broker that all tests of this assembly share: the one at KAFKA_BOOTSTRAP_SERVERS, else one started from the
/// Kafka download at KAFKA_HOME. With neither, every test of the assembly is skipped and says why. It has no namespace
/// because a set-up fixture covers its own namespace only, and this one must cover all.
/// </summary>
[SetUpFixture]
public sealed class TestBroker
{
    private static LocalBroker? _local;
    private static string? _servers;

    /// <summary>Where the broker listens.</summary>
    public static string BootstrapServers =>
        _servers ?? throw new InvalidOperationException("There is no broker; the set-up fixture should have skipped this test.");

    [OneTimeSetUp]
    public void FindOrStart()
    {
        if (Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS") is { Length: > 0 } servers)
        {
            _servers = servers;
        }
        else if (Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home)
        {
            _local = LocalBroker.Start(home);
            _servers = _local.BootstrapServers;
        }
        else
        {
            Assert.Ignore("No broker: set KAFKA_BOOTSTRAP_SERVERS to one, or KAFKA_HOME to an unpacked Kafka download to start one.");
        }
    }

    [OneTimeTearDown]
    public void Stop() => _local?.Dispose();
}
