using ClickstreamAnalysis.Logs;

namespace ShopAnalytics.Hosting;

/// <summary>The topics of the sample. Their names begin with the application id, so that runs do not meet by accident.</summary>
internal sealed class ShopTopics(string applicationId)
{
    private const int DefaultPartitions = 4;

    public string Clicks { get; } = $"{applicationId}-clicks";

    public string Sessions { get; } = $"{applicationId}-sessions";

    /// <summary>+1 for each session that opens, -1 for each that merges into another.</summary>
    public string OpenSessions { get; } = $"{applicationId}-session-changes";

    public string Funnel { get; } = $"{applicationId}-funnel";

    /// <summary>How often each page was opened, by task and page.</summary>
    public string Pages { get; } = $"{applicationId}-pages";

    public string DeadLetters { get; } = $"{applicationId}-dead-letters";

    public string Progress { get; } = $"{applicationId}-replay-progress";

    /// <summary>Makes the topics that are not there.</summary>
    /// <param name="admin">The log.</param>
    /// <param name="partitions">How many partitions were asked for; null takes what is there.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How many partitions there are.</returns>
    /// <exception cref="ShopException">The topics have another number of partitions than was asked for.</exception>
    public async Task<int> EnsureAsync(ILogAdmin admin, int? partitions, CancellationToken cancellationToken)
    {
        var found = await admin.DescribeTopicAsync(Clicks, cancellationToken);
        if (found is not null && partitions is { } asked && asked != found.Partitions)
        {
            throw new ShopException(
                $"The topic '{Clicks}' has {found.Partitions} partitions, and --partitions asks for {asked}. Keys would move away from their state. "
                + $"Leave --partitions out, or start afresh with another --state directory or --application-id.");
        }

        var count = found?.Partitions ?? partitions ?? DefaultPartitions;
        TopicSpecification[] specifications =
        [
            new(Clicks, count),
            new(Sessions, count),
            new(OpenSessions, count),
            new(Funnel, 1) { Compacted = true },
            new(Pages, 1) { Compacted = true },
            new(DeadLetters, 1),
            new(Progress, 1) { Compacted = true },
        ];
        foreach (var specification in specifications)
        {
            await admin.CreateTopicAsync(specification, cancellationToken);
        }

        return count;
    }
}
