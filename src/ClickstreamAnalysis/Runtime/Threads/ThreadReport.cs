using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Runtime.Assignment;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Metrics;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>Reports a thread's tasks, lag and losses about once a second, and logs tasks that stand still.</summary>
internal sealed class ThreadReport(
    int thread, ThreadEnvironment environment, TaskTable tasks, ILogConsumer consumer, Restoration restoration, StandstillReport standstill)
{
    private readonly InputEnds _ends = new(consumer, environment.Options.TimeProvider);

    /// <summary>Once a turn.</summary>
    public void Turn()
    {
        if (_ends.TryRefresh(tasks.All) is { } inputs)
        {
            environment.Metrics.Report(thread, new ThreadFigures(tasks.Count, restoration.Count, restoration.Replayed, restoration.Remaining, inputs));
            environment.Metrics.Losses.SummarizeIfDue();
            standstill.Check();
        }
    }

    /// <summary>The thread has ended and holds no tasks.</summary>
    public void End() => environment.Metrics.ReportEnd(thread, new ThreadFigures(Tasks: 0, RestoringTasks: 0, restoration.Replayed, RestoreRemaining: 0, []));
}
