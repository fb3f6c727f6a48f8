namespace ClickstreamAnalysis;

/// <summary>How an operator inside Streamiz keeps its state.</summary>
public sealed record StreamizStateOptions
{
    /// <summary>
    /// The memory for open sessions or attempts of the operator, in bytes, over all its tasks in this process. Beyond it, a commit removes
    /// those that were not used for the longest time from memory; they are read from RocksDB when needed. Default 256 MB; at least 1 MB.
    /// </summary>
    /// <remarks>Changes since the last commit stay in memory in any case. An operator that exceeds its limit asks Streamiz for an early commit.</remarks>
    public long MemoryLimitBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Settings of the changelog topic that differ from those of Streamiz, by Kafka's names. Default: none.</summary>
    public IReadOnlyDictionary<string, string> ChangelogConfig { get; init; } = new Dictionary<string, string>();

    /// <summary>The maximum number of entries that a task keeps in memory after a commit.</summary>
    internal int MaxLiveEntries { get; init; } = int.MaxValue;

    internal IEnumerable<string> Mistakes(string who)
    {
        if (MemoryLimitBytes < 1024 * 1024)
        {
            yield return $"{who} has a memory limit of {MemoryLimitBytes} bytes: it must be at least 1 MB.";
        }
    }
}
