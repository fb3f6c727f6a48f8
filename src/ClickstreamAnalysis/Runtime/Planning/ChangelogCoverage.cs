using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>Whether the changelogs of an application hold all of its state.</summary>
internal sealed class ChangelogCoverage(IRecordLog log, TopicPlan plan, StreamsOptions options)
{
    /// <summary>A store without a changelog; null when there is none.</summary>
    public string? StoreWithoutChangelog { get; } = plan.SubTopologies.SelectMany(sub => sub.SubTopology.Stores).FirstOrDefault(store => !store.IsLogged)?.Name;

    /// <summary>Looks for missing changelog records.</summary>
    /// <returns>What is missing; null when all state can be restored.</returns>
    /// <exception cref="RecordLogException">The log does not answer.</exception>
    public string? FindGap()
    {
        if (StoreWithoutChangelog is { } store)
        {
            return $"the store '{store}' has no changelog";
        }

        using var consumer = log.CreateConsumer(new LogConsumerOptions { ClientId = $"{options.ApplicationId}-coverage" });
        foreach (var changelog in Changelogs())
        {
            // Compaction does not move the start offset of a log; only deletion does.
            var start = consumer.QueryOffsets(changelog, options.RequestTimeout).Start;
            if (start > 0)
            {
                return $"the changelog {changelog} begins at offset {start}, so its first records were deleted";
            }
        }

        return null;
    }

    private IEnumerable<TopicPartition> Changelogs() =>
        from sub in plan.SubTopologies
        from store in sub.SubTopology.Stores
        from partition in Enumerable.Range(0, sub.Partitions)
        select new TopicPartition(TopicPlan.InternalName(options.ApplicationId, $"{store.Name}-changelog"), partition);
}
