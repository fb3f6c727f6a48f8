using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Commits;

/// <summary>Decides when the tasks of a thread begin to record their changes for queries, and limits the memory of what they record.</summary>
internal sealed class Recordings(ThreadEnvironment environment, TaskTable tasks)
{
    private readonly List<StreamTask> _changed = [];
    private readonly Func<bool> _isRead = () => environment.Shared.HasSnapshots;
    private long _reportedBytes;

    /// <summary>A query wants the state of a task that does not record its changes yet.</summary>
    public bool MustStart => environment.Tasks.IsEnabled && Array.Exists(tasks.All, IsToStart);

    /// <summary>The next write must include all rows: recording begins with complete rows, and their changes must not take more memory.</summary>
    public bool MustWriteEverything => environment.Tasks.IsEnabled && (MustStart || SizeBytes > environment.Memory.MaxRecordedBytes);

    private long SizeBytes => tasks.All.Sum(static running => running.Task.State.Recording?.SizeBytes ?? 0);

    /// <summary>
    /// After a commit and before its rows are written: makes the oldest recorded changes due when the memory would not suffice for two more commits
    /// like the last one. Their rows are written in parts until the next commit; those of keys that have changed again since need not be.
    /// </summary>
    public void MakeRoom()
    {
        if (!environment.Tasks.IsEnabled)
        {
            return;
        }

        var size = SizeBytes;
        var newest = tasks.All.Sum(static running => running.Task.State.Recording?.NewestBytes ?? 0);
        Report(size);
        var excess = size + (2 * newest) + (newest / 4) - environment.Memory.MaxRecordedBytes;
        if (excess <= 0)
        {
            return;
        }

        foreach (var running in tasks.All)
        {
            if (running.Task.State.Recording is { } recording)
            {
                running.Task.State.FreeRecording((long)((double)excess * recording.SizeBytes / size));
            }
        }
    }

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
            if (everything && IsToStart(running))
            {
                running.Task.State.StartRecording();
                _changed.Add(running.Task);
            }
            else if (running.Task.State.DropWritten())
            {
                _changed.Add(running.Task);
            }
        }

        var isUnread = environment.Tasks.Publish(_changed, _isRead);
        _changed.ForEach(task => task.State.Recording!.Release(isUnread));
        Report(SizeBytes);
    }

    private bool IsToStart(RunningTask running) => running.Task.State.Recording is null && environment.Tasks.IsAsked(running.SubTopology);

    /// <summary>The tasks are closed.</summary>
    public void Abandon() => Report(0);

    private void Report(long bytes)
    {
        environment.Memory.ChangeRecorded(bytes - _reportedBytes);
        _reportedBytes = bytes;
    }
}
