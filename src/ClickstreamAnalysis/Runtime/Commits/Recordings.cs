using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Commits;

/// <summary>Decides when the tasks of a thread begin to record their changes for queries, and limits the memory of what they record.</summary>
internal sealed class Recordings(ThreadEnvironment environment, TaskTable tasks)
{
    private readonly List<StreamTask> _changed = [];

    /// <summary>A query wants the state of a task that does not record its changes yet.</summary>
    public bool MustStart => environment.Tasks.IsEnabled && Array.Exists(tasks.All, static running => running.Task.State.Recording is null);

    /// <summary>The next write must include all rows: recording begins with complete rows, and their changes must not take more memory.</summary>
    public bool MustWriteEverything => environment.Tasks.IsEnabled
        && (MustStart || tasks.All.Sum(static running => running.Task.State.Recording?.SizeBytes ?? 0) > environment.Memory.RecordedBytes);

    /// <summary>Rows were written, and nothing is uncommitted.</summary>
    /// <param name="everything">Whether no row is pending.</param>
    public void Written(bool everything)
    {
        if (!environment.Tasks.IsEnabled)
        {
            return;
        }

        _changed.Clear();
        foreach (var running in tasks.All)
        {
            if (everything && running.Task.State.Recording is null)
            {
                running.Task.State.StartRecording();
                _changed.Add(running.Task);
            }
            else if (running.Task.State.DropWritten())
            {
                _changed.Add(running.Task);
            }
        }

        environment.Tasks.Publish(_changed);
    }
}
