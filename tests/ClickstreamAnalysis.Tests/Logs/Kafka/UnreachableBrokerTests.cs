using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs.Kafka;

/// <summary>Nobody listens where the log points to.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UnreachableBrokerTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    private string _address = null!;
    private KafkaLog _log = null!;

    [SetUp]
    public void Open()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _address = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        _log = new KafkaLog(_address, new KafkaLogOptions { RequestTimeout = s_timeout });
    }

    [TearDown]
    public async Task Close() => await _log.DisposeAsync();

    [Test]
    public void DescribeTopic_FailsWithinTheTimeoutAndNamesTheAddress() =>
        Fails(() => _log.Admin.DescribeTopicAsync("clicks"));

    [Test]
    public void CreateTopic_FailsWithinTheTimeoutAndNamesTheAddress() =>
        Fails(() => _log.Admin.CreateTopicAsync(new TopicSpecification("clicks", 1)));

    [Test]
    public async Task Dispose_Twice_DoesNothingTheSecondTime()
    {
        Fails(() => _log.Admin.DescribeTopicAsync("clicks"));
        await _log.DisposeAsync();
        Assert.That(async () => await _log.DisposeAsync(), Throws.Nothing);
    }

    [Test]
    public void QueryOffsets_FailsWithinTheTimeoutAndNamesTheAddress()
    {
        using var consumer = _log.CreateConsumer(new LogConsumerOptions());
        Fails(() => { consumer.QueryOffsets(new TopicPartition("clicks", 0), s_timeout); });
    }

    [Test]
    public void Committed_FailsWithinTheTimeoutAndNamesTheAddress()
    {
        using var consumer = _log.CreateConsumer(new LogConsumerOptions { GroupId = "g" });
        Fails(() => { consumer.Committed([new TopicPartition("clicks", 0)], s_timeout); });
    }

    [Test]
    public void InitTransactions_FailsWithinTheTimeoutAndNamesTheAddress()
    {
        using var producer = _log.CreateProducer(new LogProducerOptions { TransactionalId = "x" });
        Fails(() => producer.InitTransactions(s_timeout));
    }

    [Test]
    public void Flush_FailsWithinTheTimeoutAndNamesTheAddress()
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        producer.Produce(new RawRecord("clicks", 0, -1, 1, default, false, "v"u8, true));
        Fails(() => producer.Flush(s_timeout));
    }

    [Test]
    public async Task Start_ReportsTheReasonMeanwhileAndKeepsToItsTimeoutAndNotToThatOfTheRequests()
    {
        var timeout = TimeSpan.FromSeconds(2);
        await using var log = new KafkaLog(_address, new KafkaLogOptions { RequestTimeout = TimeSpan.FromSeconds(30) });
        var builder = new TopologyBuilder();
        builder.Stream("clicks", Serdes.Utf8, Serdes.Utf8);
        var reported = new StringWriter();
        await using var application = new StreamsApplication(
            builder.Build(), log, new StreamsOptions { ApplicationId = "app", InMemoryState = true, StartTimeout = timeout, ErrorOutput = TextWriter.Synchronized(reported) });
        var waited = Stopwatch.StartNew();

        Assert.That(async () => await application.StartAsync(), Throws.TypeOf<StreamsException>()
            .With.Message.Contains(_address).And.Message.Contains("within 2 s").And.Message.Contains("Connection refused"));

        Assert.That(waited.Elapsed, Is.InRange(timeout - TimeSpan.FromMilliseconds(100), timeout + TimeSpan.FromSeconds(8)));
        Assert.That(reported.ToString(), Does.Contain(_address).And.Contain("Connection refused"));
    }

    private void Fails(Action call) => Fails(() =>
    {
        call();
        return Task.CompletedTask;
    });

    private void Fails(Func<Task> call)
    {
        var waited = Stopwatch.StartNew();
        Assert.That(() => call(), Throws.TypeOf<RecordLogUnavailableException>().With.Message.Contains(_address).And.Message.Contains("1 s"));
        Assert.That(waited.Elapsed, Is.LessThan(s_timeout + TimeSpan.FromSeconds(4)));
    }
}
