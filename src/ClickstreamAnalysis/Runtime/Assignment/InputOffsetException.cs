using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis;

/// <summary>A task cannot continue reading an input without losing records or applying them twice. The message offers the choices.</summary>
public sealed class InputOffsetException : StreamsException
{
    internal InputOffsetException(string taskId, TopicPartition input, long? offset, OffsetRange? available, string message)
        : base(message)
    {
        TaskId = taskId;
        Topic = input.Topic;
        Partition = input.Partition;
        Offset = offset;
        AvailableFrom = available?.Start;
        AvailableTo = available?.End;
    }

    /// <summary>The task.</summary>
    public string TaskId { get; }

    /// <summary>The input topic.</summary>
    public string Topic { get; }

    /// <summary>The partition of the input topic.</summary>
    public int Partition { get; }

    /// <summary>The offset that the task was to continue at; null when the group has none.</summary>
    public long? Offset { get; }

    /// <summary>The first offset that the log holds; inclusive. Null when it does not matter.</summary>
    public long? AvailableFrom { get; }

    /// <summary>The end of the log; exclusive. Null when it does not matter.</summary>
    public long? AvailableTo { get; }
}
