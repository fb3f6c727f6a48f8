using System.Diagnostics;
using System.Runtime.InteropServices;
using ClickstreamAnalysis.Logs.Kafka.Consuming;
using ClickstreamAnalysis.Logs.Kafka.Settings;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;

namespace ClickstreamAnalysis.Logs.Kafka.Native;

/// <summary>
/// Reads records from the native client's queue in batches and passes them to the handler in place, without copies or allocations
/// per record. Also serves the client's callbacks, as the client's own poll does.
/// </summary>
internal sealed unsafe class BatchRecordReader : IRecordReader
{
    private const int MaxBatch = 1024;

    private readonly SafeHandle _client;
    private readonly nint _queue;
    private readonly NativeMessage*[] _batch;
    private readonly Assignment _assignment;
    private readonly HeldMessages _held;
    private readonly NativeHeaders? _headers;
    private readonly Action<Client.Error, TopicPartition?> _onError;
    private readonly Dictionary<(nint Topic, int Partition), AssignedPartition> _sources = [];
    private int _sourcesVersion = -1;
    private int _next;
    private int _count;

    private BatchRecordReader(
        SafeHandle client, nint queue, Assignment assignment, LogConsumerOptions options, Action<Client.Error, TopicPartition?> onError)
    {
        _client = client;
        _queue = queue;
        _assignment = assignment;
        _held = new HeldMessages(ClientSettings.HeldBytes(options));
        _headers = options.ReadHeaders ? new NativeHeaders() : null;
        _onError = onError;
        _batch = new NativeMessage*[Math.Min(options.MaxPollRecords, MaxBatch)];
    }

    public long Batch { get; private set; }

    public bool HoldsPaused => true;

    /// <summary>Creates a reader on the client's queue; returns null when the native functions are not available.</summary>
    public static BatchRecordReader? TryCreate(Client.Handle handle, Assignment assignment, LogConsumerOptions options, Action<Client.Error, TopicPartition?> onError)
    {
        if (!NativeClient.IsAvailable || NativeClient.HandleOf(handle) is not { } client)
        {
            return null;
        }

        var held = false;
        client.DangerousAddRef(ref held);
        var queue = NativeClient.QueueGetConsumer(client.DangerousGetHandle());
        if (queue != 0)
        {
            return new BatchRecordReader(client, queue, assignment, options, onError);
        }

        client.DangerousRelease();
        return null;
    }

    public int Read(int timeoutMs, int maxRecords, IRawRecordHandler handler)
    {
        var started = Stopwatch.GetTimestamp();
        var handed = 0;
        while (true)
        {
            handed += HandOverHeld(maxRecords - handed, handler);
            var limit = Math.Min(_batch.Length, maxRecords - handed);
            if (limit == 0)
            {
                break;
            }

            Fill(0, limit);
            if (_count == 0)
            {
                var left = handed > 0 ? 0 : timeoutMs - (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                if (left <= 0 || !FillWaiting(left, limit))
                {
                    break;
                }
            }

            handed += HandOver(handler);
        }

        return handed;
    }

    public void Discard(AssignedPartition partition) => _held.Discard(partition);

    public void Dispose()
    {
        Array.ForEach(_held.Partitions, _held.Discard);
        NativeClient.QueueDestroy(_queue);
        _client.DangerousRelease();
    }

    private void Fill(int start, int limit)
    {
        Batch++;
        _next = 0;
        fixed (NativeMessage** slots = &_batch[0])
        {
            var got = limit > start ? NativeClient.ConsumeBatchQueue(_queue, 0, slots + start, (nuint)(limit - start)) : 0;
            _count = start + (int)Math.Max(got, 0);
        }
    }

    // A batch call waits until the batch is full; a call for a single message returns with the first one.
    private bool FillWaiting(int waitMs, int limit)
    {
        var first = NativeClient.ConsumeQueue(_queue, waitMs);
        if (first == null)
        {
            return false;
        }

        var source = Source(first);
        _batch[0] = first;
        Fill(1, limit);
        if (source is { Gone: true })
        {
            // A rebalance occurred during the second call. The client drops outdated messages of the same call only, not of an earlier one.
            NativeClient.MessageDestroy(first);
            _next = 1;
        }

        return true;
    }

    private int HandOver(IRawRecordHandler handler)
    {
        var handed = 0;
        var topic = (nint)0;
        var number = -1;
        AssignedPartition? partition = null;
        try
        {
            while (_next < _count)
            {
                var message = _batch[_next++];
                if (message->Topic != topic || message->Partition != number)
                {
                    (topic, number) = (message->Topic, message->Partition);
                    partition = Source(message);
                }

                if (MustHold(message, partition))
                {
                    Hold(partition!, message);
                    continue;
                }

                try
                {
                    if (!IsOfPartition(message))
                    {
                        OnError(message, partition);
                    }
                    else if (partition is not null && partition.Accepts(Batch))
                    {
                        handed += Hand(message, partition, handler);
                    }
                }
                finally
                {
                    NativeClient.MessageDestroy(message);
                }
            }
        }
        finally
        {
            if (_next < _count)
            {
                HoldRest();
            }
        }

        return handed;
    }

    private int HandOverHeld(int limit, IRawRecordHandler handler)
    {
        var handed = 0;
        if (_held.IsEmpty)
        {
            return handed;
        }

        foreach (var partition in _held.Partitions)
        {
            while (handed < limit && partition is { HasHeld: true, Paused: false })
            {
                var message = _held.Take(partition);
                try
                {
                    handed += Hand(message, partition, handler);
                }
                finally
                {
                    NativeClient.MessageDestroy(message);
                }
            }
        }

        return handed;
    }

    /// <summary>Passes a record to the handler, or notes the end of the partition.</summary>
    private int Hand(NativeMessage* message, AssignedPartition partition, IRawRecordHandler handler)
    {
        if (message->Error != 0)
        {
            partition.MeetEnd(message->Offset);
            return 0;
        }

        partition.Pass(message->Offset);
        int kind;
        var (topic, number) = partition.Partition;
        var record = new RawRecord(
            topic, number, message->Offset, NativeClient.MessageTimestamp(message, &kind),
            new ReadOnlySpan<byte>((void*)message->Key, (int)message->KeyLength), message->Key != 0,
            new ReadOnlySpan<byte>((void*)message->Value, (int)message->ValueLength), message->Value != 0,
            _headers);
        if (_headers is null)
        {
            handler.OnRecord(record);
            return 1;
        }

        _headers.Follow(message);
        try
        {
            handler.OnRecord(record);
        }
        finally
        {
            _headers.Follow(null);
        }

        return 1;
    }

    // The end of a paused partition may be noted at once if no record of it is held.
    private bool MustHold(NativeMessage* message, AssignedPartition? partition) =>
        partition is not null && (partition.HasHeld || (partition.Paused && message->Error == 0)) && IsOfPartition(message) && partition.Accepts(Batch);

    private void Hold(AssignedPartition partition, NativeMessage* message)
    {
        _held.Add(partition, message);
        if (partition.Paused && _held.IsFull)
        {
            partition.MustClientPause = true;
            _assignment.AnyPauseToTell = true;
        }
    }

    /// <summary>Holds the rest of the batch after an exception ended the poll; the next poll delivers it first.</summary>
    private void HoldRest()
    {
        while (_next < _count)
        {
            var message = _batch[_next++];
            if (IsOfPartition(message) && Source(message) is { } partition && partition.Accepts(Batch))
            {
                Hold(partition, message);
            }
            else
            {
                NativeClient.MessageDestroy(message);
            }
        }
    }

    private static bool IsOfPartition(NativeMessage* message) => message->Error is 0 or (int)Code.Local_PartitionEOF;

    private void OnError(NativeMessage* message, AssignedPartition? partition)
    {
        var code = (Code)message->Error;
        var reason = Marshal.PtrToStringUTF8((nint)NativeClient.MessageErrorText(message)) ?? code.ToString();
        var source = partition?.Partition ?? (message->Topic == 0 ? null : new TopicPartition(Name(message->Topic), message->Partition));
        _onError(code == Code.Local_Fatal ? NativeClient.FatalError(_client.DangerousGetHandle()) : new Client.Error(code, reason), source);
    }

    // A topic's native address is stable while one of its partitions is assigned, and may be reused for another topic later.
    private AssignedPartition? Source(NativeMessage* message)
    {
        if (message->Topic == 0)
        {
            return null;
        }

        if (_sourcesVersion != _assignment.Version)
        {
            _sourcesVersion = _assignment.Version;
            _sources.Clear();
        }

        if (!_sources.TryGetValue((message->Topic, message->Partition), out var partition))
        {
            partition = _assignment.Find(new TopicPartition(Name(message->Topic), message->Partition));
            if (partition is not null)
            {
                _sources.Add((message->Topic, message->Partition), partition);
            }
        }

        return partition;
    }

    private static string Name(nint topic) => Marshal.PtrToStringUTF8((nint)NativeClient.TopicName(topic)) ?? "";
}
