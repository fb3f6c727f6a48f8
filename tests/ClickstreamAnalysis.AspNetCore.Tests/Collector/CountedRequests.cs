using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>Counts what the collector's instruments report while it exists.</summary>
internal sealed class CountedRequests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = [];

    public CountedRequests()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == StreamsTelemetry.MeterName && instrument.Name.StartsWith("clickstream.collector.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            Assert.That(tags[0], Is.EqualTo(new KeyValuePair<string, object?>("clickstream.application.id", "shop")));
            _counts.AddOrUpdate(tags.Length > 1 ? $"{instrument.Name} {tags[1].Value}" : instrument.Name, value, (_, before) => before + value);
        });
        _listener.Start();
    }

    public long Of(int status) => _counts.GetValueOrDefault($"clickstream.collector.requests {status}");

    public long Accepted => _counts.GetValueOrDefault("clickstream.collector.clicks.accepted");

    public long Rejected(string reason) => _counts.GetValueOrDefault($"clickstream.collector.clicks.rejected {reason}");

    public void Dispose() => _listener.Dispose();
}
