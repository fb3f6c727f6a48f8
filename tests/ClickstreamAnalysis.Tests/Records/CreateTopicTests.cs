using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Records;

public sealed class CreateTopicTests
{
    private static readonly TopicSpecification s_clicks = new("clicks", 3);
    private readonly FakeTimeProvider _time = new();

    [Test]
    public async Task CreateTopic_LogThatIsUpLater_WaitsForItAndCreatesTheTopic()
    {
        var log = AbsentLog();
        var creating = RecordLogTopics.CreateAsync(log, s_clicks, TimeSpan.FromSeconds(30), _time, CancellationToken.None);
        for (var second = 0; second < 10; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(creating.IsCompleted, Is.False);
        log.FaultsEnabled = false;
        await AdvanceUntilCompleted(creating);

        Assert.That(await creating, Is.True);
        Assert.That(await log.Admin.DescribeTopicAsync("clicks"), Has.Property(nameof(TopicDescription.Partitions)).EqualTo(3));
    }

    [Test]
    public async Task CreateTopic_LogThatIsNeverUp_EndsAtTheTimeoutAndNamesTheTopicAndTheLog()
    {
        var log = AbsentLog();
        var creating = RecordLogTopics.CreateAsync(log, s_clicks, TimeSpan.FromSeconds(30), _time, CancellationToken.None);
        var started = _time.GetUtcNow();
        await AdvanceUntilCompleted(creating);

        Assert.That(
            async () => await creating,
            Throws.TypeOf<RecordLogUnavailableException>().With.Message.Contains("create topic 'clicks'").And.Message.Contains(log.Description));
        Assert.That(_time.GetUtcNow() - started, Is.InRange(TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(33)));
    }

    private static SimulatedLog AbsentLog() =>
        new(new SimulatedLogOptions { Faults = new Dictionary<SimulatedFault, double> { [SimulatedFault.AdminFailed] = 1 } });

    // On a thread of the pool, which has no synchronization context, what waits for a time goes on within Advance. Elsewhere it may lag behind the clock.
    private Task AdvanceUntilCompleted(Task creating) => Task.Run(() =>
    {
        for (var steps = 0; !creating.IsCompleted && steps < 1_000; steps++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
    });
}
