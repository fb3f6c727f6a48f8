using ClickstreamAnalysis.Kafka.Tests.Runtime;

namespace ClickstreamAnalysis.Kafka.Tests.Owners;

/// <summary>An instance that reports what it knows about owners, every few milliseconds when it has changed.</summary>
internal sealed class KafkaInstance : IAsyncDisposable
{
    public const string Store = "counts";

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    private KafkaInstance(StreamsApplication application, Action<Knowledge> report)
    {
        Application = application;
        _watching = Task.Run(() => WatchAsync(report));
    }

    public StreamsApplication Application { get; }

    public static string InputOf(string applicationId) => $"{applicationId}-in";

    public static async Task<KafkaInstance> StartAsync(KafkaLog log, string applicationId, string name, Action<Knowledge> report)
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue(Store, Serdes.Utf8, Serdes.Int64));
        builder.Stream(InputOf(applicationId), Serdes.Utf8, Serdes.Int64).Process("count", static () => new Counting(), Store);
        var application = new StreamsApplication(builder.Build(), log, new StreamsOptions
        {
            ApplicationId = applicationId,
            InMemoryState = true,
            InstanceId = name,
            AdvertisedAddress = new Uri($"http://{name}:8080"),
            LoggerFactory = new ProgressLoggerFactory(),
        });
        await application.StartAsync();
        return new KafkaInstance(application, report);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        await Application.DisposeAsync();
        _stop.Dispose();
    }

    private async Task WatchAsync(Action<Knowledge> report)
    {
        IReadOnlyList<string> last = [];
        while (!_stop.IsCancellationRequested)
        {
            var now = Knowledge.Of(Application);
            if (!now.Owners.SequenceEqual(last))
            {
                last = now.Owners;
                report(now);
            }

            await Task.Delay(s_interval);
        }
    }

    private sealed class Counting : IProcessor<string, long, string, long>
    {
        private IKeyValueStore<string, long> _counts = null!;

        public void Initialize(IProcessorContext<string, long> context) => _counts = context.GetStore<IKeyValueStore<string, long>>(Store);

        public void Process(in Record<string, long> record) => _counts.Put(record.Key, record.Value);
    }
}
