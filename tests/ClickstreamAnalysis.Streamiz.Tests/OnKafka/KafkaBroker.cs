using ClickstreamAnalysis.Kafka.Tests.Broker;

namespace ClickstreamAnalysis.Streamiz.Tests.OnKafka;

/// <summary>
/// The broker that the tests of this namespace share: the one at KAFKA_BOOTSTRAP_SERVERS, else one started from the Kafka download at
/// KAFKA_HOME. With neither, they are skipped and say why.
/// </summary>
[SetUpFixture]
public sealed class KafkaBroker
{
    private static LocalBroker? s_local;
    private static string? s_servers;

    public static string BootstrapServers => s_servers ?? throw new InvalidOperationException("There is no broker; the set-up fixture should have skipped this test.");

    [OneTimeSetUp]
    public void FindOrStart()
    {
        if (Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS") is { Length: > 0 } servers)
        {
            s_servers = servers;
        }
        else if (Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home)
        {
            s_local = LocalBroker.Start(home);
            s_servers = s_local.BootstrapServers;
        }
        else
        {
            Assert.Ignore("No broker: set KAFKA_BOOTSTRAP_SERVERS to one, or KAFKA_HOME to an unpacked Kafka download to start one.");
        }
    }

    [OneTimeTearDown]
    public void Stop() => s_local?.Dispose();
}
