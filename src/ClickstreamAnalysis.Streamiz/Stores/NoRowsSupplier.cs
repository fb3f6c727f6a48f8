using Streamiz.Kafka.Net.State.Supplier;

namespace ClickstreamAnalysis.Streamiz.Stores;

/// <summary>Supplies <see cref="NoRows"/>.</summary>
internal sealed class NoRowsSupplier(string name) : IKeyValueBytesStoreSupplier
{
    public string Name { get; set; } = name;

    public string MetricsScope => "clickstream-changelog";

    public IStreamizRows Get() => new NoRows(Name);
}
