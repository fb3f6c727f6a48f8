namespace ClickstreamAnalysis.Runtime.Control;

/// <summary>The restoration of all tasks of the instance as one piece of work: tasks that are complete count until the last one is.</summary>
internal sealed class RestoreWork(TimeProvider time)
{
    private readonly WorkMeter _meter = new(WorkKind.Restore, time);
    private readonly Dictionary<string, (long Done, long Total)> _tasks = [];

    /// <inheritdoc cref="WorkMeter.Elapsed"/>
    public TimeSpan Elapsed => _meter.Elapsed;

    /// <summary>Reads the progress from the descriptions of the threads; null when nothing is restored.</summary>
    public WorkProgress? Read(IReadOnlyList<TaskDescription> tasks)
    {
        var restoring = tasks.Where(static task => task is { Status: StreamTaskStatus.Restoring, OffsetsToRestore: > 0 }).ToArray();
        if (restoring.Length == 0 && _tasks.Count == 0)
        {
            return null;
        }

        foreach (var (id, (_, total)) in _tasks.ToArray())
        {
            // Restored, or moved to another instance.
            _tasks[id] = (total, total);
        }

        foreach (var task in restoring)
        {
            _tasks[task.Id] = (task.RestoredOffsets, task.OffsetsToRestore);
        }

        var done = _tasks.Values.Sum(static task => task.Done);
        if (restoring.Length > 0)
        {
            return _meter.Advance(done, _tasks.Values.Sum(static task => task.Total), $"{restoring.Length} tasks left");
        }

        _tasks.Clear();
        return _meter.End(done, detail: null);
    }
}
