using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>Listens to all metrics and activities, and collects once a second: more often than any scraper.</summary>
internal sealed class Listeners : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly MeterListener _meters;
    private readonly ActivityListener _activities;
    private readonly Timer _timer;

    private Listeners()
    {
        _meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == StreamsTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _meters.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        _meters.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == StreamsTelemetry.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_activities);
        _timer = new Timer(_ => _meters.RecordObservableInstruments(), null, s_interval, s_interval);
    }

    /// <summary>Starts to listen; null when it is not wanted.</summary>
    public static Listeners? Start(bool isWanted) => isWanted ? new Listeners() : null;

    public void Dispose()
    {
        _timer.Dispose();
        _meters.Dispose();
        _activities.Dispose();
    }
}
