using System.Diagnostics.Metrics;
using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>The durations that the library's meter reports for an application. Listens only while somebody looks. Thread-safe.</summary>
internal sealed class DurationWatch(string name, TimeProvider time) : IDisposable
{
    private const string Meter = "ClickstreamAnalysis";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private const string ApplicationTag = "clickstream.application.id";

    private readonly RecentDurations _latency = new(time);
    private readonly RecentDurations _commit = new(time);
    private readonly Lock _lock = new();
    private long? _asked;
    private MeterListener? _listener;

    /// <summary>The application id, once it is known; measurements of other applications do not count.</summary>
    public string ApplicationId { get; set; } = name;

    public Quantiles? Latency() => _latency.Read();

    public Quantiles? Commit() => _commit.Read();

    public void Start()
    {
        lock (_lock)
        {
            if (_listener is not null)
            {
                return;
            }

            _listener = new MeterListener
            {
                InstrumentPublished = static (instrument, listener) =>
                {
                    if (instrument.Meter.Name == Meter && instrument.Name is "clickstream.end_to_end.duration" or "clickstream.commit.duration")
                    {
                        listener.EnableMeasurementEvents(instrument);
                    }
                },
            };
            _listener.SetMeasurementEventCallback<double>((instrument, seconds, tags, _) =>
            {
                if (IsOurs(tags))
                {
                    (instrument.Name == "clickstream.commit.duration" ? _commit : _latency).Add(seconds * 1000);
                }
            });
            _listener.Start();
        }
    }

    /// <summary>Listens for a while, because another instance asks.</summary>
    public void Touch()
    {
        lock (_lock)
        {
            _asked = time.GetTimestamp();
        }

        Start();
    }

    /// <summary>Stops listening, unless another instance asked a moment ago.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (_asked is { } asked && time.GetElapsedTime(asked) < s_patience)
            {
                return;
            }

            _listener?.Dispose();
            _listener = null;
        }
    }

    public void Dispose() => Stop();

    private bool IsOurs(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (ref readonly var tag in tags)
        {
            if (tag.Key == ApplicationTag)
            {
                return tag.Value is string id && id == ApplicationId;
            }
        }

        return false;
    }
}
