using ClickstreamAnalysis.Logs.Kafka.Consuming;

namespace ClickstreamAnalysis.Logs.Kafka.Native;

/// <summary>
/// Messages from the client that cannot be passed to the handler yet, because their partition is paused or an exception ended
/// the poll. They are held here because a pause in the client discards all fetched messages, which are then fetched again.
/// </summary>
internal sealed unsafe class HeldMessages
{
    /// <summary>Estimated bytes that the client needs per message in addition to its key and value.</summary>
    private const int Overhead = 256;

    private readonly Dictionary<AssignedPartition, Queue<nint>> _queues = [];
    private readonly long _limitBytes;
    private long _bytes;

    public HeldMessages(long limitBytes) => _limitBytes = limitBytes;

    public bool IsEmpty => _queues.Count == 0;

    public bool IsFull => _bytes > _limitBytes;

    /// <summary>A snapshot of the partitions with messages.</summary>
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

    /// <summary>Removes and returns the oldest message of a partition, or null. The caller must destroy it.</summary>
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

    /// <summary>Destroys the held messages of a partition.</summary>
    public void Discard(AssignedPartition partition)
    {
        for (var message = Take(partition); message != null; message = Take(partition))
        {
            NativeClient.MessageDestroy(message);
        }
    }

    private static long Size(NativeMessage* message) => Overhead + (long)message->KeyLength + (long)message->ValueLength;
}
