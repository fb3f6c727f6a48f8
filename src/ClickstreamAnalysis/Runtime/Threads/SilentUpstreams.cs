using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Descriptions;
using ClickstreamAnalysis.Runtime.Metrics;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Detects upstream tasks that hold stream time back and send nothing, because they are being restored or moved, or do not run. Logs the wait,
/// and after a time lets stream time advance without them.
/// </summary>
internal sealed class SilentUpstreams(StreamsOptions options, MetricsBoard metrics, WaitBoard board, ILogger logger)
{
    private static readonly TimeSpan s_reportAfter = TimeSpan.FromSeconds(30);

    private readonly Dictionary<(TaskId Task, TaskId Upstream), long> _reported = [];
    private readonly Dictionary<(TaskId Task, TopicPartition Input), string> _noted = [];

    /// <summary>Checks a repartition topic that the task has read to its end.</summary>
    public void Check(StreamTask task, TaskInput input)
    {
        var reportAfter = s_reportAfter < options.UpstreamWaitTimeout ? s_reportAfter : options.UpstreamWaitTimeout;
        if (Find(task, input, reportAfter) is not (var upstream, var heardMs, var silentFor))
        {
            if (_noted.Remove((task.Id, input.Partition), out var ended))
            {
                board.End(WaitReason.Instance, ended);
            }

            return;
        }

        if (silentFor >= options.UpstreamWaitTimeout)
        {
            metrics.AddUpstreamLeftOut();
            logger.UpstreamLeftOut(task.Id, upstream, input.Partition, silentFor);
            task.LeaveOut(input.FirstUpstream + upstream.Partition);
        }
        else
        {
            Note(task, upstream, input, silentFor);
        }

        if (silentFor < options.UpstreamWaitTimeout && _reported.GetValueOrDefault((task.Id, upstream), long.MinValue) != heardMs)
        {
            _reported[(task.Id, upstream)] = heardMs;
            logger.UpstreamSilent(task.Id, upstream, input.Partition, silentFor, options.UpstreamWaitTimeout);
        }
    }

    /// <summary>Finds a task that writes an internal input, holds stream time back and has sent nothing for a while.</summary>
    /// <param name="task">The task.</param>
    /// <param name="input">The input.</param>
    /// <param name="silence">How long it has sent nothing at least.</param>
    /// <returns>The task, when it was last heard on the thread's clock, and for how long it has been silent; null when there is none.</returns>
    private static (TaskId Upstream, long HeardMs, TimeSpan SilentFor)? Find(StreamTask task, TaskInput input, TimeSpan silence)
    {
        var upstreams = task.Time.Upstreams!;
        var found = upstreams.FindSilent(input.FirstUpstream, input.UpstreamCount, task.Time.NowMs - (long)silence.TotalMilliseconds);
        if (found < 0)
        {
            return null;
        }

        var heardMs = upstreams.HeardMs(found);
        return (new TaskId(input.Upstream!.Value.SubTopology, found - input.FirstUpstream), heardMs, TimeSpan.FromMilliseconds(task.Time.NowMs - heardMs));
    }

    private void Note(StreamTask task, TaskId upstream, TaskInput input, TimeSpan silentFor)
    {
        var subject = $"task {upstream} (for task {task.Name})";
        _noted[(task.Id, input.Partition)] = subject;
        board.Note(
            WaitReason.Instance, subject, $"Task {task.Name} waits for task {upstream}, which sends nothing to {input.Partition}: is its instance running?", silentFor, expires: true);
    }
}
