using System.Globalization;

namespace ClickstreamAnalysis;

/// <summary>A stream thread and its tasks. Immutable.</summary>
/// <param name="Name">The name, as in <c>shop-stream-0</c>; also that of the operating system's thread.</param>
/// <param name="Index">The index: unique in the instance, and reused after the thread was removed.</param>
/// <param name="State">The state.</param>
/// <param name="Since">When it entered the state.</param>
/// <param name="Activity">What it is doing now.</param>
/// <param name="ReportedAt">When it reported the state and its tasks: about once a second, and not while one request or one record takes longer.</param>
/// <param name="Tasks">Its tasks, in the order of their ids.</param>
public sealed record ThreadDescription(
    string Name, int Index, StreamThreadState State, DateTimeOffset Since, StreamThreadActivity Activity, DateTimeOffset ReportedAt, IReadOnlyList<TaskDescription> Tasks)
{
    /// <summary>The thread in one line, and each task in a line of its own.</summary>
    /// <returns>The text, in the invariant culture.</returns>
    public override string ToString() => string.Concat(
        string.Create(
            CultureInfo.InvariantCulture,
            $"thread {Name} {State.ToString().ToLowerInvariant()} since {Since.UtcDateTime:HH:mm:ss} UTC ({Activity.ToString().ToLowerInvariant()}), {Tasks.Count} tasks"),
        string.Concat(Tasks.Select(static task => $"{Environment.NewLine}  {task}")));
}
