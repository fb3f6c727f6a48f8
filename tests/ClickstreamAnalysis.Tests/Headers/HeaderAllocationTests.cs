using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Headers;

/// <summary>Headers that nobody looks at cost no allocation, although dead letters would keep them.</summary>
[NonParallelizable]
public sealed class HeaderAllocationTests
{
    private const int Records = 5_000;

    private static readonly RecordHeader[] s_headers = [new("traceparent", new byte[55]), new("tenant", new byte[10])];

    private string _directory = null!;

    [SetUp]
    public void CreateDirectory() => _directory = Directory.CreateTempSubdirectory("headers-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Headers_of_clicks_that_only_sessions_use_are_never_decoded()
    {
        static void Sessions(KStream<string, ClickEvent> clicks) => clicks.Sessionize("sessions").Closed.ForEach(static _ => { });

        var without = await BytesOfARecordAsync("without", Sessions, headers: null);
        var with = await BytesOfARecordAsync("with", Sessions, s_headers);

        Assert.That(with - without, Is.LessThan(1), "bytes for each record");
    }

    [Test]
    public async Task Headers_that_a_lambda_can_see_are_decoded_once()
    {
        static void Peek(KStream<string, ClickEvent> clicks) => clicks.ForEach(static _ => { });

        var without = await BytesOfARecordAsync("without", Peek, headers: null);
        var with = await BytesOfARecordAsync("with", Peek, s_headers);

        Assert.That(with - without, Is.InRange(300, 390), "bytes for each record: two arrays of headers, two names and two values");
    }

    private async Task<double> BytesOfARecordAsync(string name, Action<KStream<string, ClickEvent>> build, RecordHeader[]? headers)
    {
        await using var log = new EmbeddedLog(Path.Combine(_directory, name));
        await log.Admin.CreateTopicAsync(new TopicSpecification("clicks", 1));
        await log.Admin.CreateTopicAsync(new TopicSpecification("dead", 1));
        var builder = new TopologyBuilder();
        build(builder.Clicks("clicks"));
        await using var application = await SteppedApplication.StartAsync(
            builder.Build(), new SimulatedLog(), SteppedApplication.Options with { BadRecords = BadRecordPolicy.DeadLetter("dead") }, seen: log);
        using var producer = log.CreateProducer(new LogProducerOptions());
        Run(application, producer, headers);
        return Run(application, producer, headers) / (double)Records;
    }

    private static long Run(SteppedApplication application, ILogProducer producer, RecordHeader[]? headers)
    {
        var timeMs = SteppedApplication.Now.ToUnixTimeMilliseconds();
        var key = Encoding.UTF8.GetBytes("ann");
        var click = SteppedApplication.Click("ann", timeMs);
        for (var i = 0; i < Records; i++)
        {
            producer.Produce(new RawRecord("clicks", 0, -1, timeMs, key, true, click, true, headers));
        }

        producer.Flush(TimeSpan.FromSeconds(5));
        var before = GC.GetAllocatedBytesForCurrentThread();
        application.RunToIdle();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
