using ClickstreamAnalysis.Kafka.Tests.Broker;

/// <summary>
/// The broker that all tests of this assembly share: the one at KAFKA_BOOTSTRAP_SERVERS, else one started from the
/// Kafka download at KAFKA_HOME. With neither, every test of the assembly is skipped and says why. It has no namespace
/// because a set-up fixture covers its own namespace only, and this one must cover all.
/// </summary>
[SetUpFixture]
public sealed class TestBroker
{
    private static LocalBroker? s_local;
    private static string? s_servers;

    /// <summary>Where the broker listens.</summary>
    public static string BootstrapServers =>
        s_servers ?? throw new InvalidOperationException("There is no broker; the set-up fixture should have skipped this test.");

    [OneTimeSetUp]
    public void FindOrStart()
    {
        s_servers = LocalBroker.FindOrStart(out s_local);
        if (s_servers is null)
        {
            Assert.Ignore(LocalBroker.NoBroker);
        }
    }

    [OneTimeTearDown]
    public void Stop() => s_local?.Dispose();
}
