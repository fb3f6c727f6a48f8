namespace ClickstreamAnalysis.Logs.Kafka.Native;

/// <summary>
/// Messages that the client has delivered and that cannot be handed over yet: their partition is paused, or an exception ended
/// the poll. Kept here because the client itself, told of a pause, throws away all it has fetched and fetches it again.
/// </summary>
internal sealed unsafe class HeldMessages
{
    /// <summary>What the client needs for a message beside its key and value, roughly.</summary>
    private const int Overhead = 256;

    private readonly Dictionary<AssignedPartition, Queue<nint>> _queues = [];
    private readonly long _limitBytes;
    private long _bytes;

    public HeldMessages(long limitBytes) => _limitBytes = limitBytes;

    public bool IsEmpty => _queues.Count == 0;

    public bool IsFull => _bytes > _limitBytes;

    /// <summary>The partitions with messages, as they are now.</summary>
    public AssignedPartition[] Partitions => [.. _queues.Keys];

    public void Add(AssignedPartition partition, NativeMessage* message)
    {
        if (!_queues.TryGetValue(partition, out var queue))
        {
            queue = new Queue<nint>();
            _queues.Add(partition, queue);
        }

        queue.Enqueue((nint)message);
        _bytes += Size(message);
        partition.HasHeld = true;
    }

    /// <summary>Takes the oldest message of a partition, which the caller destroys; null when there is none.</summary>
    public NativeMessage* Take(AssignedPartition partition)
    {
        if (!_queues.TryGetValue(partition, out var queue))
        {
            return null;
        }

        var message = (NativeMessage*)queue.Dequeue();
        _bytes -= Size(message);
        if (queue.Count == 0)
        {
            _queues.Remove(partition);
            partition.HasHeld = false;
        }

        return message;
    }

    /// <summary>Destroys what is held of a partition.</summary>
    public void Discard(AssignedPartition partition)
    {
        for (var message = Take(partition); message != null; message = Take(partition))
        {
            NativeClient.MessageDestroy(message);
        }
    }

    private static long Size(NativeMessage* message) => Overhead + (long)message->KeyLength + (long)message->ValueLength;
}
