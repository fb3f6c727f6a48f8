namespace ShopAnalytics.Results;

/// <summary>An output topic to read.</summary>
internal sealed record ResultTopic(string Name, int Partitions)
{
    /// <summary>How many of its newest records of each partition to begin with, about; null for all.</summary>
    public int? Newest { get; init; }
}
