using ClickstreamAnalysis;
using ClickstreamAnalysis.Logs;

namespace ShopAnalytics.Hosting;

/// <summary>The topics of the sample. Their names begin with the application id, which keeps applications apart.</summary>
internal sealed class ShopTopics(string applicationId)
{
    private const int DefaultPartitions = 4;

    public string Clicks { get; } = $"{applicationId}-clicks";

    public string Sessions { get; } = $"{applicationId}-sessions";

    public string Funnel { get; } = $"{applicationId}-funnel";

    /// <summary>The counts of each task by name.</summary>
    public string Counts { get; } = $"{applicationId}-counts";

    public string DeadLetters { get; } = $"{applicationId}-dead-letters";

    public string Progress { get; } = $"{applicationId}-replay-progress";

    /// <summary>Creates the topics that do not exist.</summary>
    /// <param name="admin">The log.</param>
    /// <param name="partitions">The requested number of partitions; null takes the existing number.</param>
    /// <param name="retention">The retention of clicks and sessions by their event times; null keeps them forever.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>The number of partitions.</returns>
    /// <exception cref="ShopException">The topics exist with another number of partitions.</exception>
    public async Task<int> EnsureAsync(ILogAdmin admin, int? partitions, TimeSpan? retention, CancellationToken cancellationToken)
    {
        var found = await admin.DescribeTopicAsync(Clicks, cancellationToken);
        if (found is not null && partitions is { } asked && asked != found.Partitions)
        {
            throw new ShopException(
                $"The topic '{Clicks}' has {found.Partitions} partitions, and --partitions asks for {asked}. Keys would no longer be in the partitions of their state. "
                + $"Leave --partitions out, or start over with another --state directory or --application-id.");
        }

        var count = found?.Partitions ?? partitions ?? DefaultPartitions;
        TopicSpecification[] specifications =
        [
            new(Clicks, count) { Retention = retention },
            new(Sessions, count) { Retention = retention },
            new(Funnel, 1) { Compacted = true },
            new(Counts, 1) { Compacted = true },
            new(DeadLetters, 1) { Retention = retention },
            new(Progress, 1) { Compacted = true },
        ];
        foreach (var specification in specifications)
        {
            await admin.CreateTopicAsync(specification, cancellationToken);
        }

        return count;
    }
}
