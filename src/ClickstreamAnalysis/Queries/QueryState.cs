using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Queries;

/// <summary>What an instance can answer at one moment.</summary>
/// <param name="Tasks">The tasks with committed state, in order.</param>
/// <param name="Starting">The tasks that are being restored, or have not published a commit yet.</param>
/// <param name="Snapshot">The rows; null when the state is not open, and then there are no tasks.</param>
internal sealed record QueryState(CommittedTask[] Tasks, TaskId[] Starting, QuerySnapshot? Snapshot);
