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
        s_servers = LocalBroker.FindOrStart(out s_local);
        if (s_servers is null)
        {
            Assert.Ignore(LocalBroker.NoBroker);
        }
    }

    [OneTimeTearDown]
    public void Stop() => s_local?.Dispose();
}
