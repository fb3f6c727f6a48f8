using System.Diagnostics;
using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis.Runtime.Telemetry;

/// <summary>Measures one commit of a thread. Ended exactly once.</summary>
internal readonly ref struct CommitScope
{
    private readonly KeyValuePair<string, object?> _application;
    private readonly TimeProvider _time;
    private readonly Activity? _activity;
    private readonly long _started;

    /// <param name="application">The application's tag.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tasks">The tasks with work to commit.</param>
    public CommitScope(KeyValuePair<string, object?> application, TimeProvider time, IReadOnlyList<StreamTask> tasks)
    {
        _application = application;
        _time = time;
        _started = time.GetTimestamp();
        _activity = Instruments.Activities.HasListeners() ? Instruments.Activities.StartActivity("clickstream.commit") : null;
        if (_activity is not null)
        {
            _activity.SetTag(application.Key, application.Value);
            _activity.SetTag(TagNames.Tasks, tasks.Count);
            _activity.SetTag(TagNames.Records, tasks.Sum(static task => task.Inputs.Sum(static input => input.Uncommitted.Read)));
        }
    }

    /// <summary>Ends the measurement.</summary>
    /// <param name="error">Why the commit failed; null when it succeeded.</param>
    public void End(Exception? error)
    {
        if (Instruments.CommitDuration.Enabled)
        {
            var seconds = _time.GetElapsedTime(_started).TotalSeconds;
            if (error is null)
            {
                Instruments.CommitDuration.Record(seconds, _application);
            }
            else
            {
                Instruments.CommitDuration.Record(seconds, _application, new(TagNames.ErrorType, error.GetType().FullName));
            }
        }

        ThreadTelemetry.End(_activity, error);
    }
}
