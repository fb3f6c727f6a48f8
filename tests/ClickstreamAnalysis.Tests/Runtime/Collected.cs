using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>What OpenTelemetry's in-memory exporters receive of one application.</summary>
internal sealed class Collected : IDisposable
{
    private readonly string _application;
    private readonly List<MetricSnapshot> _metrics = [];
    private readonly List<Activity> _activities = [];
    private readonly MeterProvider _meters;
    private readonly TracerProvider _traces;

    public Collected(string application)
    {
        _application = application;
        _meters = Sdk.CreateMeterProviderBuilder().AddMeter(StreamsTelemetry.MeterName).AddInMemoryExporter(_metrics).Build();
        _traces = Sdk.CreateTracerProviderBuilder().AddSource(StreamsTelemetry.ActivitySourceName).AddInMemoryExporter(_activities).Build();
    }

    /// <summary>Collects all metrics now.</summary>
    public void Collect()
    {
        _metrics.Clear();
        _meters.ForceFlush();
    }

    public IReadOnlyList<MetricSnapshot> Metrics => _metrics;

    /// <summary>The points of a sum by their tags, without that of the application.</summary>
    public Dictionary<string, long> Sum(string name) => PointsOf(name).ToDictionary(point => point.Tags, point => point.Point.GetSumLong());

    /// <summary>The points of a histogram by their tags.</summary>
    public Dictionary<string, (long Count, double Sum)> Histogram(string name) =>
        PointsOf(name).ToDictionary(point => point.Tags, point => (point.Point.GetHistogramCount(), point.Point.GetHistogramSum()));

    /// <summary>The finished activities of a name, oldest first.</summary>
    public IReadOnlyList<Activity> Activities(string name)
    {
        lock (_activities)
        {
            return [.. _activities.Where(activity => activity.OperationName == name && Equals(activity.GetTagItem("clickstream.application.id"), _application))];
        }
    }

    public void Dispose()
    {
        _meters.Dispose();
        _traces.Dispose();
    }

    private IEnumerable<(string Tags, MetricPoint Point)> PointsOf(string name)
    {
        foreach (var point in _metrics.Where(metric => metric.Name == name).SelectMany(metric => metric.MetricPoints))
        {
            var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var tag in point.Tags)
            {
                tags.Add(tag.Key, tag.Value?.ToString() ?? "");
            }

            if (tags.Remove("clickstream.application.id", out var application) && application == _application)
            {
                yield return (string.Join(", ", tags.Select(tag => $"{tag.Key}={tag.Value}")), point);
            }
        }
    }
}
