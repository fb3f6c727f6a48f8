using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClickstreamAnalysis.Hosting.Health;

/// <summary>Judges an application, and remembers since when its partitions have made no progress. Thread-safe.</summary>
/// <param name="read">Reads the application.</param>
/// <param name="options">The limits.</param>
/// <param name="restarts">Whether the host starts the application again after a failure.</param>
/// <param name="time">The clock.</param>
internal sealed class ApplicationHealth(Func<ApplicationStatus> read, ClickstreamHealthOptions options, bool restarts, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Topic, int Partition), (long? Offset, long Since)> _seen = [];
    private long? _withoutPartitionsSince;

    /// <summary>Whether the process should go on.</summary>
    /// <param name="failure">The status when it should not.</param>
    public HealthCheckResult CheckLive(HealthStatus failure)
    {
        var status = read();
        var stuck = Observe(status);
        return status.State == StreamsState.Failed && restarts ? Result(HealthStatus.Degraded, "failed, and is started again", status)
            : status.State == StreamsState.Failed ? Result(failure, "failed", status)
            : stuck is not null ? Result(failure, stuck, status)
            : Result(HealthStatus.Healthy, Describe(status.State), status);
    }

    /// <summary>Whether the application processes its input in time.</summary>
    /// <param name="failure">The status when it does not.</param>
    public HealthCheckResult CheckReady(HealthStatus failure)
    {
        var status = read();
        var stuck = Observe(status);
        if (IsStandby(status))
        {
            return Result(HealthStatus.Healthy, "stands by: the group has assigned all partitions to other instances", status);
        }

        return status.State != StreamsState.Running ? Result(failure, Describe(status.State), status)
            : stuck is not null ? Result(failure, stuck, status)
            : status.Metrics.LagRecords > options.MaxLagRecords ? Result(
                failure, string.Create(CultureInfo.InvariantCulture, $"is {status.Metrics.LagRecords} records behind, more than {options.MaxLagRecords}"), status)
            : Result(HealthStatus.Healthy, Describe(status.State), status);
    }

    /// <summary>Describes where the application is stuck; null when it is not.</summary>
    private string? Observe(ApplicationStatus status)
    {
        // A paused application commits nothing until it is resumed.
        var isAtWork = !status.IsPaused && status.State is (StreamsState.Running or StreamsState.Restoring);
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var isIdle = status is { State: StreamsState.Restoring, Metrics: { Tasks: 0, RestoringTasks: 0 } };
            _withoutPartitionsSince = isIdle ? _withoutPartitionsSince ?? now : null;
            foreach (var gone in _seen.Keys.Except(status.Metrics.Partitions.Select(static input => (input.Topic, input.Partition))).ToArray())
            {
                _seen.Remove(gone);
            }

            var stuck = new List<string>();
            foreach (var input in status.Metrics.Partitions)
            {
                var key = (input.Topic, input.Partition);
                if (!isAtWork || input.LagRecords == 0 || !_seen.TryGetValue(key, out var seen) || seen.Offset != input.CommittedOffset)
                {
                    _seen[key] = (input.CommittedOffset, now);
                }
                else if (time.GetElapsedTime(seen.Since, now) >= options.NoProgressTimeout)
                {
                    stuck.Add($"{input.Topic}-{input.Partition}");
                }
            }

            return !isAtWork ? null
                : stuck.Count > 0 ? $"has committed nothing of {string.Join(", ", stuck)} for {Seconds(options.NoProgressTimeout)}, although records wait there"
                : status.Metrics.SinceLastReport >= options.NoProgressTimeout
                ? $"has a stream thread that has not finished a turn for {Seconds(status.Metrics.SinceLastReport)}: an operator or a request to the log does not return"
                : null;
        }
    }

    private bool IsStandby(ApplicationStatus status)
    {
        lock (_lock)
        {
            return status.State == StreamsState.Restoring && _withoutPartitionsSince is { } since && time.GetElapsedTime(since) >= options.StandbyAfter;
        }
    }

    private static HealthCheckResult Result(HealthStatus status, string description, ApplicationStatus application) => new(
        status, $"The application {description}.", application.Failure, new Dictionary<string, object>
        {
            ["state"] = application.State.ToString(),
            ["lagRecords"] = application.Metrics.LagRecords,
            ["tasks"] = application.Metrics.Tasks,
            ["restoringTasks"] = application.Metrics.RestoringTasks,
            ["restoreRemaining"] = application.Metrics.RestoreRemaining,
        });

    private static string Describe(StreamsState state) => state switch
    {
        StreamsState.Created or StreamsState.Starting => "starts",
        StreamsState.Restoring => "waits for partitions or restores its state",
        StreamsState.Running => "runs",
        StreamsState.WaitingForDisk => "waits for space on a full disk",
        StreamsState.Stopping => "stops",
        StreamsState.Stopped => "has stopped",
        _ => "failed",
    };

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");
}
