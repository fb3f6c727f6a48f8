using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;

namespace ClickstreamAnalysis.Logs.Kafka.Native;

/// <summary>
/// Takes records out of the native client's queue in batches, and hands them over where they lie: nothing is copied, and
/// nothing allocated per record. The client's callbacks are served on the way, as in its own poll.
/// </summary>
internal sealed unsafe class BatchRecordReader : IRecordReader
{
    private const int MaxBatch = 1024;

    private readonly SafeHandle _client;
    private readonly nint _queue;
    private readonly NativeMessage*[] _batch;
    private readonly Assignment _assignment;
    private readonly bool _readHeaders;
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
        _readHeaders = options.ReadHeaders;
        _onError = onError;
        _batch = new NativeMessage*[Math.Min(options.MaxPollRecords, MaxBatch)];
    }

    public long Batch { get; private set; }

    /// <summary>A reader on the client's queue, or null when the native functions are out of reach.</summary>
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

    public int Read(int timeoutMs, int maxRecords, ILogRecordHandler handler)
    {
        var started = Stopwatch.GetTimestamp();
        var handed = 0;
        while (handed < maxRecords)
        {
            var limit = Math.Min(_batch.Length, maxRecords - handed);
            Fill(0, limit, waitMs: 0);
            if (_count == 0)
            {
                var left = handed > 0 ? 0 : timeoutMs - (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                if (left <= 0)
                {
                    break;
                }

                // A batch call waits until the batch is full; one for a single record returns with the first that comes.
                FillOne(left);
                if (_count == 0)
                {
                    break;
                }

                Fill(1, limit, waitMs: 0);
            }

            handed += HandOver(handler);
        }

        return handed;
    }

    public void Dispose()
    {
        NativeClient.QueueDestroy(_queue);
        _client.DangerousRelease();
    }

    private void Fill(int start, int limit, int waitMs)
    {
        Batch++;
        _next = 0;
        fixed (NativeMessage** slots = &_batch[0])
        {
            var got = limit > start ? NativeClient.ConsumeBatchQueue(_queue, waitMs, slots + start, (nuint)(limit - start)) : 0;
            _count = start + (int)Math.Max(got, 0);
        }
    }

    private void FillOne(int waitMs)
    {
        var message = NativeClient.ConsumeQueue(_queue, waitMs);
        _batch[0] = message;
        _count = message == null ? 0 : 1;
        _next = 0;
    }

    private int HandOver(ILogRecordHandler handler)
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
                try
                {
                    if (message->Topic != topic || message->Partition != number)
                    {
                        (topic, number) = (message->Topic, message->Partition);
                        partition = Source(message);
                    }

                    if (message->Error != 0)
                    {
                        OnError(message, partition);
                    }
                    else if (partition is not null && partition.Take(message->Offset, Batch))
                    {
                        handed++;
                        Hand(message, partition.Partition, handler);
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
                GiveBackRest();
            }
        }

        return handed;
    }

    private void Hand(NativeMessage* message, TopicPartition partition, ILogRecordHandler handler)
    {
        int kind;
        var record = new LogRecord(
            partition.Topic, partition.Partition, message->Offset, NativeClient.MessageTimestamp(message, &kind),
            new ReadOnlySpan<byte>((void*)message->Key, (int)message->KeyLength), message->Key != 0,
            new ReadOnlySpan<byte>((void*)message->Value, (int)message->ValueLength), message->Value != 0,
            _readHeaders ? Headers(message) : null);
        handler.OnRecord(record);
    }

    /// <summary>An exception ended the poll: what was not handed over must come again, so the client is sent back.</summary>
    private void GiveBackRest()
    {
        while (_next < _count)
        {
            var message = _batch[_next++];
            if (Source(message) is { Gone: false, SendBack: false } partition && partition.VoidBatch != Batch)
            {
                if (message->Error == 0)
                {
                    partition.SendBackTo(partition.Position < 0 ? message->Offset : partition.Position);
                    _assignment.AnySendBack = true;
                }
                else if (message->Error == (int)Code.Local_PartitionEOF)
                {
                    partition.MeetEnd(message->Offset, Batch);
                }
            }

            NativeClient.MessageDestroy(message);
        }
    }

    private void OnError(NativeMessage* message, AssignedPartition? partition)
    {
        if (message->Error == (int)Code.Local_PartitionEOF)
        {
            partition?.MeetEnd(message->Offset, Batch);
            return;
        }

        var code = (Code)message->Error;
        var reason = Marshal.PtrToStringUTF8((nint)NativeClient.MessageErrorText(message)) ?? code.ToString();
        var source = partition?.Partition ?? (message->Topic == 0 ? null : new TopicPartition(Name(message->Topic), message->Partition));
        _onError(new Client.Error(code, reason, code == Code.Local_Fatal), source);
    }

    // A topic's native address stays while a partition of it is assigned, and may be another topic's afterwards.
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

    private string Name(nint topic) => Marshal.PtrToStringUTF8((nint)NativeClient.TopicName(topic)) ?? "";

    private List<LogHeader>? Headers(NativeMessage* message)
    {
        if (NativeClient.MessageHeaders(message, out var headers) != 0)
        {
            return null;
        }

        var copy = new List<LogHeader>();
        while (NativeClient.HeaderGetAll(headers, (nuint)copy.Count, out var name, out var value, out var length) == 0)
        {
            var text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
            copy.Add(new LogHeader(text, value == null ? null : new ReadOnlySpan<byte>(value, (int)length).ToArray()));
        }

        return copy;
    }
}
