using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>What an application does when it is used wrongly, on every log: it works, or it says what to change.</summary>
public abstract partial class ApplicationUseContract
{
    private const int Partitions = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly long s_nowMs = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly StringWriter _stderr = new();
    private IRecordLog _log = null!;

    private string Input => $"clicks-{_run}";

    private string Output => $"out-{_run}";

    private StreamsOptions Options => new() { ApplicationId = $"app-{_run}", InMemoryState = true, ErrorOutput = TextWriter.Synchronized(_stderr) };

    [SetUp]
    public async Task OpenLogAsync()
    {
        _log = await OpenAsync();
        await _log.Admin.CreateTopicAsync(new TopicSpecification(Input, Partitions));
        await _log.Admin.CreateTopicAsync(new TopicSpecification(Output, 1));
    }

    [TearDown]
    public async Task CloseLogAsync()
    {
        await _log.DisposeAsync();
        await _stderr.DisposeAsync();
        AfterClose();
    }

    [Test]
    public async Task Rekeyed_stream_into_a_processor_with_a_store_is_counted_by_the_new_key()
    {
        Produce(Enumerable.Range(0, 40).Select(i => Click($"user-{i}", $"/page-{i % 2}")));
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("counts", Serdes.Utf8, Serdes.Int64));
        builder.Clicks(Input)
            .SelectKey((_, click) => click.Page!, Serdes.Utf8)
            .Process("count", () => new Counter(), "counts")
            .To(Output, Serdes.Utf8, Serdes.Int64);

        await using (var application = new StreamsApplication(builder.Build(), _log, Options))
        {
            await application.StartAsync();
            await application.DrainAsync().WaitAsync(s_patience);
        }

        var counts = Read(Output).GroupBy(record => record.Key, record => BitConverter.ToInt64([.. record.Value.Reverse()]));
        Assert.That(counts.ToDictionary(page => page.Key, page => page.Max()), Is.EqualTo(new Dictionary<string, long> { ["/page-0"] = 20, ["/page-1"] = 20 }));
    }

    /// <summary>Opens a log; each test creates topics of its own.</summary>
    protected abstract Task<IRecordLog> OpenAsync();

    /// <summary>Removes what the log left behind.</summary>
    protected virtual void AfterClose()
    {
    }

    private static ClickEvent Click(string user, string page = "/") => new() { User = user, Name = "view", TimestampMs = s_nowMs, Page = page };

    private void Produce(IEnumerable<ClickEvent> clicks, bool withKeys = true)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        var value = new ArrayBufferWriter<byte>();
        var partition = 0;
        foreach (var click in clicks)
        {
            value.ResetWrittenCount();
            ClickEvent.Serde.Serialize(click, value);
            var key = Encoding.UTF8.GetBytes(click.User);
            producer.Produce(new RawRecord(Input, partition++ % Partitions, -1, s_nowMs, withKeys ? key : [], withKeys, value.WrittenSpan, true));
        }

        producer.Flush(TimeSpan.FromSeconds(20));
    }

    private IEnumerable<ReadRecord<string, byte[]>> Read(string topic) => _log.CreateReader(topic, Serdes.Utf8, Serdes.Bytes).ToBlockingEnumerable();

    private sealed class Counter : IProcessor<string, ClickEvent, string, long>
    {
        private IProcessorContext<string, long> _context = null!;
        private IKeyValueStore<string, long> _counts = null!;

        public void Initialize(IProcessorContext<string, long> context)
        {
            _context = context;
            _counts = context.GetStore<IKeyValueStore<string, long>>("counts");
        }

        public void Process(in Record<string, ClickEvent> record)
        {
            var count = (_counts.TryGet(record.Key, out var before) ? before : 0) + 1;
            _counts.Put(record.Key, count);
            _context.Forward(new(record.Key, count, record.TimestampMs));
        }
    }
}
