using System.Diagnostics;
using System.Globalization;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis.Runtime.Telemetry;

/// <summary>
/// Writes the histograms and activities of an application's threads. Allocates nothing while nobody listens. Thread-safe.
/// </summary>
/// <param name="applicationId">The application's id.</param>
/// <param name="time">The clock.</param>
internal sealed class ThreadTelemetry(string applicationId, TimeProvider time)
{
    private readonly KeyValuePair<string, object?> _application = new(TagNames.Application, applicationId);

    /// <summary>Begins a commit.</summary>
    public CommitScope BeginCommit(IReadOnlyList<StreamTask> tasks) => new(_application, time, tasks);

    /// <summary>Records how long the first record of a task's commit waited for its result.</summary>
    public void Committed(StreamTask task)
    {
        if (Instruments.EndToEndDuration.Enabled && task.FirstTimestampMs is { } firstMs)
        {
            Instruments.EndToEndDuration.Record(
                Math.Max(0, (time.GetUtcNow().ToUnixTimeMilliseconds() - firstMs) / 1000.0),
                _application, new(TagNames.SubTopology, task.SubTopologyName));
        }
    }

    /// <summary>Begins the activity of an assignment, a revocation or a loss of partitions; null while nobody listens.</summary>
    public Activity? BeginRebalance(string kind, IReadOnlyCollection<TopicPartition> partitions)
    {
        var activity = Begin("clickstream.rebalance", startTime: default);
        activity?.SetTag(TagNames.RebalanceKind, kind);
        activity?.SetTag(TagNames.Partitions, partitions.Select(static partition => partition.ToString()).ToArray());
        return activity;
    }

    /// <summary>Begins the activity of a restart of tasks; null while nobody listens.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="fault">The fault that made it necessary, if any.</param>
    /// <param name="since">When the fault occurred.</param>
    public Activity? BeginRecovery(int thread, Exception? fault, DateTimeOffset since)
    {
        var activity = Begin("clickstream.recovery", since);
        activity?.SetTag(TagNames.Thread, thread.ToString(CultureInfo.InvariantCulture));
        activity?.SetTag(TagNames.ErrorType, fault?.GetType().FullName);
        return activity;
    }

    /// <summary>Writes the activity of a restoration that has ended.</summary>
    /// <param name="task">The task.</param>
    /// <param name="since">When it began.</param>
    /// <param name="records">The records replayed.</param>
    /// <param name="isComplete">Whether the state is complete; otherwise the task moved or was given up.</param>
    public void Restored(TaskId task, DateTimeOffset since, long records, bool isComplete)
    {
        var current = Activity.Current;
        using var activity = Begin("clickstream.restore", since);
        if (activity is not null)
        {
            activity.SetTag(TagNames.Task, task.ToString());
            activity.SetTag(TagNames.Records, records);
            activity.SetTag(TagNames.RestoreOutcome, isComplete ? "complete" : "abandoned");
            activity.SetEndTime(time.GetUtcNow().UtcDateTime);
            Activity.Current = current;
        }
    }

    /// <summary>Ends an activity with the outcome of its work. The message of an exception may hold user data, so only its type is told.</summary>
    public static void End(Activity? activity, Exception? error)
    {
        if (activity is not null)
        {
            if (error is not null)
            {
                activity.SetTag(TagNames.ErrorType, error.GetType().FullName);
            }

            activity.SetStatus(error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
            activity.Dispose();
        }
    }

    private Activity? Begin(string name, DateTimeOffset startTime)
    {
        var activity = Instruments.Activities.HasListeners()
            ? Instruments.Activities.StartActivity(ActivityKind.Internal, startTime: startTime, name: name)
            : null;
        return activity?.SetTag(_application.Key, _application.Value);
    }
}
