using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Metrics;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Watches for upstream tasks that hold stream time back and send nothing, not even that they are quiet: they are being restored
/// or moved, or run nowhere. Says whom a task waits for, and goes on without them after a time.
/// </summary>
internal sealed class SilentUpstreams(StreamsOptions options, MetricsBoard metrics, ILogger logger)
{
    private static readonly TimeSpan s_reportAfter = TimeSpan.FromSeconds(30);

    private readonly Dictionary<(TaskId Task, TaskId Upstream), long> _reported = [];

    /// <summary>Looks at a repartition topic that the task has read to its end.</summary>
    public void Check(StreamTask task, TaskInput input)
    {
        var reportAfter = s_reportAfter < options.UpstreamWaitTimeout ? s_reportAfter : options.UpstreamWaitTimeout;
        if (task.FindSilentUpstream(input, reportAfter) is not (var upstream, var heardMs, var silentFor))
        {
            return;
        }

        if (silentFor >= options.UpstreamWaitTimeout)
        {
            metrics.AddUpstreamLeftOut();
            logger.LogWarning(
                "Task {Task} goes on without task {Upstream}, which has sent nothing to {Input} for {Silent} (StreamsOptions.UpstreamWaitTimeout): "
                + "what it still sends may be late, and is counted if so. Is its instance running?",
                task.Id, upstream, input.Partition, silentFor);
            task.LeaveOut(input.FirstUpstream + upstream.Partition);
        }
        else if (_reported.GetValueOrDefault((task.Id, upstream), long.MinValue) != heardMs)
        {
            _reported[(task.Id, upstream)] = heardMs;
            logger.LogWarning(
                "Task {Task} waits for task {Upstream}, which has sent nothing to {Input} for {Silent}; it is being restored or moved, or its instance does not run. "
                + "Windows stay open meanwhile, at most for {Limit} (StreamsOptions.UpstreamWaitTimeout).",
                task.Id, upstream, input.Partition, silentFor, options.UpstreamWaitTimeout);
        }
    }
}
