using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

/// <summary>Partitions that are added to an input of a running application.</summary>
public sealed class GrownTopicTests
{
    [Test]
    public async Task Partitions_added_while_it_runs_stop_the_application_within_seconds()
    {
        await using var log = new KafkaLog(TestBroker.BootstrapServers);
        var run = Guid.NewGuid().ToString("N")[..8];
        var (from, to) = ($"grown-in-{run}", $"grown-out-{run}");
        await log.Admin.CreateTopicAsync(new ClickstreamAnalysis.TopicSpecification(from, 2));
        await log.Admin.CreateTopicAsync(new ClickstreamAnalysis.TopicSpecification(to, 1));
        var builder = new TopologyBuilder();
        builder.Clicks(from).Sessionize("sessions").Closed.To(to);
        await using var application = new StreamsApplication(builder.Build(), log, new StreamsOptions { ApplicationId = $"grown-{run}" });
        await application.StartAsync();
        while (application.State != StreamsState.Running)
        {
            await Task.Delay(20);
        }

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = TestBroker.BootstrapServers }).Build();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = from, IncreaseTo = 4 }]);

        var error = await Assert.ThrowsAsync<StreamsException>(() => application.Completion.WaitAsync(TimeSpan.FromSeconds(15)));
        Assert.That(error!.Message, Does.Contain($"'{from}' has grown beyond its 2 partitions").And.Contain("new ApplicationId"));
    }
}
