using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis;

/// <summary>The changelog of a store does not hold what is needed to restore or complete its state.</summary>
public sealed class ChangelogException : StreamsException
{
    internal ChangelogException(string taskId, string storeName, TopicPartition changelog, long? offset, OffsetRange available, string message)
        : base(message)
    {
        TaskId = taskId;
        StoreName = storeName;
        Topic = changelog.Topic;
        Partition = changelog.Partition;
        Offset = offset;
        AvailableFrom = available.Start;
        AvailableTo = available.End;
    }

    /// <summary>The task.</summary>
    public string TaskId { get; }

    /// <summary>The store.</summary>
    public string StoreName { get; }

    /// <summary>The changelog topic.</summary>
    public string Topic { get; }

    /// <summary>The partition of the changelog topic.</summary>
    public int Partition { get; }

    /// <summary>The changelog offset up to which local state is complete; null without local state.</summary>
    public long? Offset { get; }

    /// <summary>The first offset that the changelog holds; inclusive.</summary>
    public long AvailableFrom { get; }

    /// <summary>The end of the changelog; exclusive.</summary>
    public long AvailableTo { get; }
}
