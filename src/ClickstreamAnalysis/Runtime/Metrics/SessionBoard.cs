using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis.Runtime.Metrics;

/// <summary>Sums the sessions that tasks have opened and closed, as of their commits, and knows how many are open. Thread-safe.</summary>
internal sealed class SessionBoard
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(TaskId Task, string Operator), OpenCount> _open = [];
    private readonly Dictionary<string, Totals> _totals = [];

    /// <summary>A task starts.</summary>
    /// <param name="task">The task.</param>
    /// <param name="nodeName">The operator.</param>
    /// <param name="open">Its open sessions; null when they are still being counted.</param>
    /// <returns>Where to note the count.</returns>
    public OpenCount Start(TaskId task, string nodeName, long? open)
    {
        lock (_lock)
        {
            _totals.TryAdd(nodeName, new Totals());
            return _open[(task, nodeName)] = new OpenCount { AtStart = open };
        }
    }

    /// <summary>Notes the open sessions that a task started with.</summary>
    public void Counted(OpenCount count, long open)
    {
        lock (_lock)
        {
            count.AtStart = open;
        }
    }

    /// <summary>Adds a task's counts since its last commit.</summary>
    public void Add(StreamTask task)
    {
        if (task.Hooks.Sessions.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var hook in task.Hooks.Sessions)
            {
                if (_totals.TryGetValue(hook.NodeName, out var totals) && _open.TryGetValue((task.Id, hook.NodeName), out var open))
                {
                    totals.Opened += hook.Tally.Opened;
                    totals.Closed += hook.Tally.Closed;
                    totals.Merged += hook.Tally.Merged;
                    open.Change += hook.Tally.OpenChange;
                }
            }
        }
    }

    /// <summary>A task is closed: another thread or instance counts its open sessions from now on.</summary>
    public void Close(TaskId task)
    {
        lock (_lock)
        {
            foreach (var key in _open.Keys.Where(key => key.Task.Equals(task)).ToArray())
            {
                _open.Remove(key);
            }
        }
    }

    public SessionCounts[] Read()
    {
        lock (_lock)
        {
            return
            [
                .. _totals.OrderBy(totals => totals.Key, StringComparer.Ordinal).Select(totals => new SessionCounts(
                    totals.Key, totals.Value.Opened, totals.Value.Closed, totals.Value.Merged, OpenOf(totals.Key))),
            ];
        }
    }

    private long? OpenOf(string nodeName)
    {
        long sum = 0;
        foreach (var ((_, name), open) in _open)
        {
            if (name == nodeName)
            {
                if (open.AtStart is not { } atStart)
                {
                    return null;
                }

                sum += atStart + open.Change;
            }
        }

        return sum;
    }

    /// <summary>The open sessions of one operator of a task.</summary>
    internal sealed class OpenCount
    {
        public long? AtStart { get; set; }

        public long Change { get; set; }
    }

    private sealed class Totals
    {
        public long Opened { get; set; }

        public long Closed { get; set; }

        public long Merged { get; set; }
    }
}
