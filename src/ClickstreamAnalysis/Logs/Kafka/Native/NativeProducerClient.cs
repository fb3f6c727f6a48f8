using System.Runtime.InteropServices;
using ClickstreamAnalysis.Logs.Kafka.Clients;
using ClickstreamAnalysis.Logs.Kafka.Producing;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;

namespace ClickstreamAnalysis.Logs.Kafka.Native;

/// <summary>
/// A producer directly on the native client. A record is copied from the caller's spans into the client's queue without intermediate
/// objects, and its delivery report returns a number that identifies the partition.
/// </summary>
internal sealed unsafe class NativeProducerClient : IProducerClient
{
    /// <summary>Bits of a tag for the target's number. The bits above them hold the record's number.</summary>
    private const int TargetBits = 24;

    private readonly ClientEvents _events;
    private readonly NativeProducerHandle _handle;
    private readonly KafkaDeliveries _deliveries;
    private readonly Dictionary<string, nint> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<TopicPartition, Target> _targets = [];
    private readonly List<Target> _targetsByTag = [];
    private Target? _lastTarget;

    public NativeProducerClient(Dictionary<string, string> settings, ClientEvents events, KafkaDeliveries deliveries)
    {
        _events = events;
        _deliveries = deliveries;
        _handle = new NativeProducerHandle(settings, this);
    }

    public IReadOnlyCollection<string> Topics => _topics.Keys;

    public ClientFault? TryProduce(in RawRecord record, long number)
    {
        var target = _lastTarget;
        if (target is null || target.Partition.Partition != record.Partition || !ReferenceEquals(target.Partition.Topic, record.Topic))
        {
            target = Find(record.Topic, record.Partition, out var fault);
            if (target is null)
            {
                return fault;
            }
        }

        var headers = Headers(record.Headers);
        var fields = stackalloc NativeField[8];
        var count = 0;
        var empty = (byte)0; // an empty span has a null address, which would mean a null key or value
        fixed (byte* key = record.Key, value = record.Value)
        {
            fields[count++] = NativeField.Topic(target.Topic);
            fields[count++] = NativeField.Partition(record.Partition);
            fields[count++] = NativeField.Flags(NativeField.CopyFlag);
            fields[count++] = NativeField.Tag(((nint)number << TargetBits) | target.Tag);
            fields[count++] = NativeField.Timestamp(record.TimestampMs);
            if (record.HasKey)
            {
                fields[count++] = NativeField.Key((nint)(key == null ? &empty : key), record.Key.Length);
            }

            if (record.HasValue)
            {
                fields[count++] = NativeField.Value((nint)(value == null ? &empty : value), record.Value.Length);
            }

            if (headers != 0)
            {
                fields[count++] = NativeField.Headers(headers);
            }

            var error = NativeClient.Produce(_handle.Value, fields, (nuint)count);
            if (error == 0)
            {
                return null;
            }

            if (headers != 0)
            {
                NativeClient.HeadersDestroy(headers); // the client owns the headers only on success
            }

            return Fault(error);
        }
    }

    public void Serve(TimeSpan timeout) => _ = NativeClient.Poll(_handle.Value, Milliseconds(timeout));

    public int Flush(TimeSpan timeout)
    {
        _ = NativeClient.Flush(_handle.Value, Milliseconds(timeout));
        return NativeClient.QueueLength(_handle.Value);
    }

    public ClientFault? InitTransactions(TimeSpan timeout) => Fault(NativeClient.InitTransactions(_handle.Value, Milliseconds(timeout)));

    public ClientFault? BeginTransaction() => Fault(NativeClient.BeginTransaction(_handle.Value));

    public ClientFault? CommitTransaction(TimeSpan timeout) => Fault(NativeClient.CommitTransaction(_handle.Value, Milliseconds(timeout)));

    public ClientFault? AbortTransaction(TimeSpan timeout) => Fault(NativeClient.AbortTransaction(_handle.Value, Milliseconds(timeout)));

    public ClientFault? SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, KafkaGroupMetadata group, TimeSpan timeout)
    {
        var bytes = group.Bytes;
        nint metadata;
        fixed (byte* start = bytes)
        {
            if (Fault(NativeClient.GroupMetadataRead(out metadata, start, (nuint)bytes.Length)) is { } unreadable)
            {
                return unreadable;
            }
        }

        var list = NativeClient.PartitionsNew(offsets.Count);
        try
        {
            foreach (var (partition, offset) in offsets)
            {
                NativeClient.PartitionsAdd(list, partition.Topic, partition.Partition);
                NativeClient.PartitionsSetOffset(list, partition.Topic, partition.Partition, offset);
            }

            return Fault(NativeClient.SendOffsets(_handle.Value, list, metadata, Milliseconds(timeout)));
        }
        finally
        {
            NativeClient.PartitionsDestroy(list);
            NativeClient.GroupMetadataDestroy(metadata);
        }
    }

    public void Connect(TimeSpan timeout)
    {
        var id = NativeClient.ClusterId(_handle.Value, Milliseconds(timeout));
        if (id != 0)
        {
            NativeClient.MemoryFree(_handle.Value, id);
        }
    }

    public long LastOffset(TopicPartition partition) => _targets.TryGetValue(partition, out var target) ? target.LastOffset : -1;

    public void Dispose() => _handle.Dispose();

    public void OnDelivery(nint tag, int code, long offset, long bytes)
    {
        if (_handle.IsClosed)
        {
            return; // being disposed: the outcome is no longer needed
        }

        var target = _targetsByTag[(int)(tag & ((1 << TargetBits) - 1))];
        if (code == 0)
        {
            target.LastOffset = Math.Max(target.LastOffset, offset);
            _deliveries.OnDelivered(tag >> TargetBits, target.Partition, offset);
        }
        else
        {
            _deliveries.OnFailed(tag >> TargetBits, _handle.ToError(code), target.Partition, bytes);
        }
    }

    public void OnError(int code, string? reason) =>
        _events.OnError(code == (int)Code.Local_Fatal ? _handle.ToError(code) : new Client.Error((Code)code, reason));

    public void OnLog(Client.LogMessage message) => _events.OnLog(message);

    private static int Milliseconds(TimeSpan time) => (int)Math.Clamp(time.TotalMilliseconds, 0, int.MaxValue);

    private static nint Headers(IReadOnlyList<RecordHeader>? headers)
    {
        if (headers is null || headers.Count == 0)
        {
            return 0;
        }

        var list = NativeClient.HeadersNew((nuint)headers.Count);
        foreach (var header in headers)
        {
            fixed (byte* value = header.Value)
            {
                var empty = (byte)0;
                NativeClient.HeaderAdd(list, header.Name, -1, header.Value is null ? null : value == null ? &empty : value, header.Value?.Length ?? 0);
            }
        }

        return list;
    }

    private Target? Find(string topic, int partition, out ClientFault? fault)
    {
        fault = null;
        ref var target = ref CollectionsMarshal.GetValueRefOrAddDefault(_targets, new TopicPartition(topic, partition), out var known);
        if (!known)
        {
            ref var opened = ref CollectionsMarshal.GetValueRefOrAddDefault(_topics, topic, out _);
            opened = opened == 0 ? _handle.OpenTopic(topic) : opened;
            if (opened == 0)
            {
                _topics.Remove(topic);
                _targets.Remove(new TopicPartition(topic, partition));
                fault = new ClientFault(new Client.Error(Code.TopicException, "The topic name is not valid"));
                return null;
            }

            target = new Target(new TopicPartition(topic, partition), opened, _targetsByTag.Count);
            _targetsByTag.Add(target);
        }

        return _lastTarget = target;
    }

    private ClientFault? Fault(nint error)
    {
        if (error == 0)
        {
            return null;
        }

        var code = NativeClient.ErrorCode(error);
        var cause = code == (int)Code.Local_Fatal
            ? _handle.ToError(code)
            : new Client.Error((Code)code, Marshal.PtrToStringUTF8((nint)NativeClient.ErrorText(error)), NativeClient.ErrorIsFatal(error) != 0);
        var fault = new ClientFault(cause, NativeClient.ErrorIsRetriable(error) != 0, NativeClient.ErrorRequiresAbort(error) != 0);
        NativeClient.ErrorDestroy(error);
        return fault;
    }

    /// <summary>A partition that records are written to.</summary>
    private sealed class Target(TopicPartition partition, nint topic, int tag)
    {
        public TopicPartition Partition { get; } = partition;

        public nint Topic { get; } = topic;

        public int Tag { get; } = tag;

        public long LastOffset { get; set; } = -1;
    }
}
