namespace ClickstreamAnalysis;

/// <summary>How an operator runs inside Streamiz.</summary>
public sealed record StreamizOptions
{
    /// <summary>
    /// The memory for open sessions or attempts of the operator, in bytes, over all its tasks in this process. Beyond it, a commit removes
    /// those that were not used for the longest time from memory; they are read from RocksDB when needed. Default 256 MB; at least 1 MB.
    /// </summary>
    /// <remarks>
    /// Changes since the last commit stay in memory in any case, and Streamiz commits at its interval only. With very many keys, shorten
    /// <c>CommitIntervalMs</c>, whose default is 30 s under at-least-once.
    /// </remarks>
    public long MemoryLimitBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Settings of the changelog topic that differ from those of Streamiz, by Kafka's names. Default: none.</summary>
    public IReadOnlyDictionary<string, string> ChangelogConfig { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The time without records after which the stream time of the operator in a task follows the wall clock, so that the last sessions close
    /// without new traffic. Null disables that, as replays need it. Default null; at least 10 ms.
    /// </summary>
    /// <remarks>
    /// Streamiz does not tell whether inputs have been read to their ends. If a task cannot read for this time, records that it reads
    /// afterwards may be late, so choose a time above that of outages and rebalances.
    /// </remarks>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>The maximum number of entries that a task keeps in memory after a commit.</summary>
    internal int MaxLiveEntries { get; init; } = int.MaxValue;

    internal IEnumerable<string> Mistakes(string who)
    {
        if (MemoryLimitBytes < 1024 * 1024)
        {
            yield return $"{who} has a memory limit of {MemoryLimitBytes} bytes: it must be at least 1 MB.";
        }

        if (IdleTimeout < TimeSpan.FromMilliseconds(10))
        {
            yield return $"{who} has an idle timeout of {IdleTimeout}: it must be at least 10 ms, or null for never.";
        }
    }
}
