using ClickstreamAnalysis.Processing.Failures;

namespace ClickstreamAnalysis.Runtime.Owners;

/// <summary>
/// The owners of tasks by their announcements, in the order of the log: the last claim wins. A release counts only for the claim of the same run,
/// because the former owner may write it after the new owner's claim. Thread-safe.
/// </summary>
/// <param name="run">The run of this instance.</param>
internal sealed class AnnouncedTasks(string run)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TaskId, AnnouncedTask> _tasks = [];

    /// <summary>Applies the next announcement of the log.</summary>
    public void Apply(TaskId task, Announcement announcement)
    {
        lock (_lock)
        {
            var before = _tasks.GetValueOrDefault(task);
            var claim = announcement.IsClaim ? announcement : before?.Claim?.Run == announcement.Run ? null : before?.Claim;
            var own = announcement.IsClaim && announcement.Run == run ? announcement.Sequence : before?.OwnSequence ?? 0;
            _tasks[task] = new AnnouncedTask(announcement, claim, own);
        }
    }

    /// <summary>Applies a tombstone, which an administrator may write.</summary>
    public void Remove(TaskId task)
    {
        lock (_lock)
        {
            _tasks.Remove(task);
        }
    }

    /// <summary>Finds a task; null when nothing was announced.</summary>
    public AnnouncedTask? Find(TaskId task)
    {
        lock (_lock)
        {
            return _tasks.GetValueOrDefault(task);
        }
    }

    /// <summary>The tasks that belong to this run by the log.</summary>
    public TaskId[] Own()
    {
        lock (_lock)
        {
            return [.. _tasks.Where(task => task.Value.Claim?.Run == run).Select(static task => task.Key)];
        }
    }
}
