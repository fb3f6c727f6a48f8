namespace ShopAnalytics.Results;

/// <summary>An output topic to read.</summary>
internal sealed record ResultTopic(string Name, int Partitions)
{
    /// <summary>The approximate number of newest records of each partition to read first; null for all.</summary>
    public int? Newest { get; init; }
}
