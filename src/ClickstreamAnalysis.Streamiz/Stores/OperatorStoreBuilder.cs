using ClickstreamAnalysis.State.Tables;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.State;
using Streamiz.Kafka.Net.Table;

namespace ClickstreamAnalysis.Streamiz.Stores;

/// <summary>Describes the store of an operator to Streamiz, which builds one for each task.</summary>
internal sealed class OperatorStoreBuilder(StoreBuilder store, StreamizOptions options) : IStoreBuilder
{
    private readonly LiveMemory _memory = new(options.MemoryLimitBytes);

    public string Name => store.Name;

    public bool IsWindowStore => false;

    public long RetentionMs => throw new NotSupportedException("Only window stores have a retention.");

    public bool LoggingEnabled => true;

    public IDictionary<string, string> LogConfig { get; } = options.ChangelogConfig.ToDictionary();

    public CacheSize? CacheSize => null;

    public IStreamizStore Build(IStreamConfig config) =>
        new OperatorStore(store, options, _memory, keepsRows: config.Guarantee != StreamizGuarantee.EXACTLY_ONCE, config);
}
