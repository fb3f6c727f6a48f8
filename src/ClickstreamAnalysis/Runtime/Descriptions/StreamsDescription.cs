using System.Globalization;
using System.Text;

namespace ClickstreamAnalysis;

/// <summary>A running application at one moment: its threads, tasks, partitions and stores. Immutable, and serializable as JSON.</summary>
/// <remarks>
/// Stream threads report about once a second, each for itself, so their parts are of slightly different moments. All members are records, numbers, texts, times
/// and lists, so <c>System.Text.Json</c> can generate their serialization at compile time.
/// </remarks>
public sealed record StreamsDescription
{
    /// <summary>The <see cref="StreamsOptions.ApplicationId"/>.</summary>
    public required string ApplicationId { get; init; }

    /// <summary>The id of this instance; null before the start.</summary>
    public required string? InstanceId { get; init; }

    /// <summary>When it was determined.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The state.</summary>
    public required StreamsState State { get; init; }

    /// <summary>When the application entered the state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether processing is paused, or is about to be.</summary>
    public required bool IsPaused { get; init; }

    /// <summary>The stream threads, in the order of their indices.</summary>
    public required IReadOnlyList<ThreadDescription> Threads { get; init; }

    /// <summary>The stores of all tasks of this instance together, in the order of their names.</summary>
    public required IReadOnlyList<StoreDescription> Stores { get; init; }

    /// <summary>The long work in progress.</summary>
    public required IReadOnlyList<WorkProgress> Work { get; init; }

    /// <summary>What the application waits for, the longest wait first.</summary>
    public required IReadOnlyList<WaitDescription> Waits { get; init; }

    /// <summary>The memory in use, by part.</summary>
    public required MemoryUsage Memory { get; init; }

    /// <summary>The message of the exception that stopped the application; null for none.</summary>
    public string? Failure { get; init; }

    /// <summary>The application, its waits, work, threads and tasks, each in a line.</summary>
    /// <returns>The text, in the invariant culture.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{ApplicationId}{(InstanceId is null ? "" : $" (instance {InstanceId})")}: {State.ToString().ToLowerInvariant()}{(IsPaused ? ", paused," : "")} since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        if (Failure is not null)
        {
            text.AppendLine().Append("failure: ").Append(Failure);
        }

        foreach (var line in Waits.Select(static wait => $"waits: {wait}").Concat(Work.Select(static work => $"work: {work}")).Concat(Threads.Select(static thread => thread.ToString()))
            .Concat(Stores.Select(static store => $"store {store}")))
        {
            text.AppendLine().Append(line);
        }

        return text.ToString();
    }
}
