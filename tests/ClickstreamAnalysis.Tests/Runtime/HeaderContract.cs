using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Tests.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>The path of headers through an application, on a log that is real.</summary>
[TestFixture]
public abstract class HeaderContract
{
    private const long StartMs = 1_760_000_000_000;

    private static readonly RecordHeader[] s_headers = [new("trace", [1]), new("trace", [2, 3]), new("none", null), new("empty", []), new("é 😀", [4])];

    private string _run = "";
    private IRecordLog _log = null!;

    protected abstract Task<IRecordLog> OpenAsync();

    [SetUp]
    public async Task OpenLogAsync()
    {
        _run = Guid.NewGuid().ToString("N")[..8];
        _log = await OpenAsync();
        foreach (var topic in new[] { "in", "direct", "stepped", "moved", "dead" })
        {
            await _log.Admin.CreateTopicAsync(new TopicSpecification(Topic(topic), 1));
        }
    }

    [TearDown]
    public async Task CloseLogAsync() => await _log.DisposeAsync();

    [Test]
    public async Task Headers_reach_sinks_directly_through_operators_through_a_repartition_topic_and_dead_letters()
    {
        Produce("good"u8, s_headers);
        Produce("bad"u8, s_headers);
        Produce([0xFF], s_headers);
        Produce("plain"u8, headers: null);

        var options = new StreamsOptions
        {
            ApplicationId = $"app-{_run}",
            BadRecords = BadRecordPolicy.DeadLetter(Topic("dead")),
            MaxFutureSkew = TimeSpan.FromDays(10_000),
        };
        await using (var application = new StreamsApplication(Topology(), _log, options))
        {
            await application.StartAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await application.DrainAsync(patience.Token);
        }

        AssertHeaders("direct", ("good", s_headers), ("bad", s_headers), ("plain", []));
        AssertHeaders("stepped", ("good", [.. s_headers, new("tag", [9])]), ("bad", [.. s_headers, new("tag", [9])]), ("plain", [new("tag", [9])]));
        AssertHeaders("moved", ("good", s_headers), ("plain", []));
        var letters = ReadAll("dead").ToDictionary(letter => Encoding.Latin1.GetString(letter.Value!));
        AssertLetter(letters["\u00FF"], Topic("in"), offset: 2, "0_0");
        AssertLetter(letters["bad"], $"app-{_run}-by-value-repartition", offset: null, "1_0");
        Assert.That(letters, Has.Count.EqualTo(2));
    }

    private string Topic(string name) => $"{name}-{_run}";

    private Topology Topology()
    {
        var builder = new TopologyBuilder();
        var input = builder.Stream(Topic("in"), Serdes.Utf8, Serdes.Utf8);
        input.To(Topic("direct"));
        input.Map(static (key, value) => (Key: value, Value: key))
            .Filter(static (_, _) => true)
            .FlatMap<string, string, string, string>(static (key, value) => [new(value, key)])
            .Process("tag", () => new Tagger())
            .To(Topic("stepped"), Serdes.Utf8, Serdes.Utf8);
        input.SelectKey(static (_, value) => value, Serdes.Utf8)
            .Repartition("by-value")
            .MapValues(static (_, value) => value == "bad" ? throw new FormatException() : value, Serdes.Utf8)
            .To(Topic("moved"));
        return builder.Build();
    }

    private static void AssertLetter(CollectedRecord letter, string topic, long? offset, string task)
    {
        var added = letter.Headers!.Skip(s_headers.Length).ToDictionary(header => header.Name, header => Encoding.UTF8.GetString(header.Value!));
        Assert.That(Text(letter.Headers!.Take(s_headers.Length)), Is.EqualTo(Text(s_headers)), "its own headers come first");
        Assert.That(added["clickstream.topic"], Is.EqualTo(topic));
        Assert.That(added["clickstream.task"], Is.EqualTo(task));
        Assert.That(added, Does.ContainKey("clickstream.reason"));
        if (offset is not null)
        {
            Assert.That(added["clickstream.offset"], Is.EqualTo($"{offset}"));
        }
    }

    private void AssertHeaders(string topic, params (string Value, RecordHeader[] Headers)[] expected) => Assert.That(
        ReadAll(topic).Select(record => $"{Encoding.UTF8.GetString(record.Value!)}: {Text(record.Headers ?? [])}"),
        Is.EqualTo(expected.Select(record => $"{record.Value}: {Text(record.Headers)}")), topic);

    private static string Text(IEnumerable<RecordHeader> headers) =>
        string.Join(' ', headers.Select(header => $"{header.Name}={(header.Value is { } value ? Convert.ToHexString(value) : "null")}"));

    private void Produce(ReadOnlySpan<byte> value, RecordHeader[]? headers)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        producer.Produce(new RawRecord(Topic("in"), 0, -1, StartMs, "key"u8, true, value, true, headers));
        producer.Flush(TimeSpan.FromSeconds(30));
    }

    private IReadOnlyList<CollectedRecord> ReadAll(string topic)
    {
        var collector = new RecordCollector();
        using var consumer = _log.CreateConsumer(new LogConsumerOptions { ReadHeaders = true });
        var partition = new TopicPartition(Topic(topic), 0);
        consumer.Assign([new(partition, 0)]);
        while (!consumer.IsAtEnd(partition))
        {
            consumer.Poll(TimeSpan.FromMilliseconds(100), collector);
        }

        return collector.Records;
    }

    private sealed class Tagger : IProcessor<string, string, string, string>
    {
        private IProcessorContext<string, string> _context = null!;

        public void Initialize(IProcessorContext<string, string> context) => _context = context;

        public void Process(in Record<string, string> record) => _context.Forward(record.WithHeaders(record.Headers.Add("tag", [9])));
    }
}
