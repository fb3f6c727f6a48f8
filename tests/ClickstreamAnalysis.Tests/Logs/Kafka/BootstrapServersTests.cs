namespace ClickstreamAnalysis.Tests.Logs.Kafka;

/// <summary>Addresses that no client could use are refused at once.</summary>
public sealed class BootstrapServersTests
{
    [TestCase("http://broker:9092", "http://")]
    [TestCase("a:9092,https://b:9092", "address 2 of 2", "https://")]
    [TestCase("canary://broker:9092", "scheme")]
    [TestCase("user:canary@broker:9092", "sasl.password")]
    [TestCase("plaintext://user:canary@broker:9092", "sasl.password")]
    [TestCase("broker:9092/canary", "path")]
    [TestCase("broker:canary", "port")]
    [TestCase("broker:0", "port")]
    [TestCase("broker:65536", "port")]
    [TestCase(":9092", "host")]
    [TestCase("[::1:9092", "host")]
    [TestCase("a:9092; canary:9092", "port")]
    [TestCase(" , ", "no address")]
    public void KafkaLog_AddressOfNoBroker_IsRefusedWithTheReasonAndWithoutTheValue(string servers, params string[] reasons)
    {
        var error = Assert.Throws<ArgumentException>(() => new KafkaLog(servers));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(error!.Message, Does.Contain("host:port").And.Not.Contain("canary"));
            foreach (var reason in reasons)
            {
                Assert.That(error.Message, Does.Contain(reason));
            }
        }
    }

    [TestCase("broker:9092")]
    [TestCase("broker")]
    [TestCase("a:9092, b:9093 ,c")]
    [TestCase("127.0.0.1:9092,")]
    [TestCase("[::1]:9092")]
    [TestCase("SSL://broker.example.com:9093,sasl_plaintext://other:1")]
    public void KafkaLog_AddressesOfBrokers_AreTaken(string servers) => Assert.That(() => new KafkaLog(servers), Throws.Nothing);
}
