using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Owners;

/// <summary>One instance of an application that notes which keys it processes.</summary>
internal sealed class OwnerInstance : IAsyncDisposable
{
    public const string Input = "in";
    public const string Store = "counts";

    private readonly SimulatedConnection _connection;

    private OwnerInstance(string name, SimulatedConnection connection, StreamsApplication application, HashSet<string> processed)
    {
        (Name, _connection, Application, Processed) = (name, connection, application, processed);
    }

    public string Name { get; }

    public StreamsApplication Application { get; }

    /// <summary>The keys of records that it has processed.</summary>
    public HashSet<string> Processed { get; }

    /// <summary>Whether its process hangs: it makes no turns.</summary>
    public bool IsStalled { get; set; }

    public static Uri AddressOf(string name) => new($"http://{name}:8080");

    public static Topology Topology(HashSet<string> processed)
    {
        var builder = new TopologyBuilder();
        builder.AddStore(Stores.KeyValue(Store, Serdes.Utf8, Serdes.Int64));
        builder.Stream(Input, Serdes.Utf8, Serdes.Int64).Process("count", () => new Counting(processed), Store);
        return builder.Build();
    }

    /// <param name="log">The log.</param>
    /// <param name="name">The name of the instance, and the host of its address.</param>
    /// <param name="options">Its options, without the address.</param>
    public static async Task<OwnerInstance> StartAsync(SimulatedLog log, string name, StreamsOptions options)
    {
        var processed = new HashSet<string>();
        var connection = log.Connect(name);
        var application = new StreamsApplication(Topology(processed), connection, options with { AdvertisedAddress = AddressOf(name) });
        await application.StartAsync();
        return new OwnerInstance(name, connection, application, processed);
    }

    /// <summary>The tasks that it holds, as it says itself.</summary>
    public IEnumerable<(string? Task, StateOwnerStatus Status)> Held() => Application.FindOwners(Store)
        .Where(static owner => owner.Status is StateOwnerStatus.Here or StateOwnerStatus.RestoringHere)
        .Select(static owner => (owner.TaskId, owner.Status));

    public void Crash() => _connection.Crash();

    public ValueTask DisposeAsync() => Application.DisposeAsync();

    private sealed class Counting(HashSet<string> processed) : IProcessor<string, long, string, long>
    {
        private IKeyValueStore<string, long> _counts = null!;

        public void Initialize(IProcessorContext<string, long> context) => _counts = context.GetStore<IKeyValueStore<string, long>>(Store);

        public void Process(in Record<string, long> record)
        {
            processed.Add(record.Key);
            _counts.Put(record.Key, _counts.TryGet(record.Key, out var count) ? count + 1 : 1);
        }
    }
}
