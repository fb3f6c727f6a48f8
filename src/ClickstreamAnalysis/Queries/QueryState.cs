using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Queries;

/// <summary>What an instance can answer at one moment.</summary>
/// <param name="Published">The tasks.</param>
/// <param name="Snapshot">The rows; null when the state is not open, and then no task has committed state.</param>
internal sealed record QueryState(PublishedTasks Published, QuerySnapshot? Snapshot);
