using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis.Queries;

/// <summary>The tasks of an instance as of their last commits. Immutable and thread-safe.</summary>
internal sealed class PublishedTasks
{
    /// <summary>No tasks.</summary>
    public static readonly PublishedTasks None = new([], []);

    private readonly Dictionary<int, CommittedTask[]> _bySubTopology;

    /// <param name="tasks">The tasks with committed state, in order.</param>
    /// <param name="starting">The tasks that are being restored, or have not published a commit yet.</param>
    public PublishedTasks(CommittedTask[] tasks, TaskId[] starting)
    {
        Tasks = tasks;
        Starting = starting;
        _bySubTopology = tasks.GroupBy(static task => task.Id.SubTopology).ToDictionary(static sub => sub.Key, static sub => sub.ToArray());
    }

    /// <summary>The tasks with committed state, in order.</summary>
    public CommittedTask[] Tasks { get; }

    /// <summary>The tasks that are being restored, or have not published a commit yet.</summary>
    public TaskId[] Starting { get; }

    /// <summary>The tasks of a sub-topology with committed state, in the order of partitions.</summary>
    public CommittedTask[] Of(int subTopology) => _bySubTopology.GetValueOrDefault(subTopology, []);
}
