using System.Diagnostics.Metrics;

namespace ClickstreamAnalysis.Runtime.Memory;

/// <summary>
/// The memory of an application as instruments of the meter <c>ClickstreamAnalysis</c>: <c>clickstream.memory.usage</c>, in bytes, one
/// measurement for each part, and <c>clickstream.memory.limit</c>. Measured when a listener collects.
/// </summary>
internal sealed class MemoryMeter : IDisposable
{
    private readonly Meter _meter;

    public MemoryMeter(string applicationId, Func<MemoryUsage> read)
    {
        _meter = new Meter("ClickstreamAnalysis", version: null, [new("clickstream.application.id", applicationId)]);
        _meter.CreateObservableUpDownCounter(
            "clickstream.memory.usage", () => Parts(read()), "By", "Memory in use against the budget, by part.");
        _meter.CreateObservableUpDownCounter("clickstream.memory.limit", () => read().BudgetBytes, "By", "The memory budget.");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long>[] Parts(MemoryUsage usage) =>
    [
        Part("live_state", usage.LiveStateBytes),
        Part("database", usage.DatabaseBytes),
        Part("client_queues", usage.ClientQueuesBytes),
    ];

    private static Measurement<long> Part(string name, long bytes) => new(bytes, new KeyValuePair<string, object?>("clickstream.memory.part", name));
}
