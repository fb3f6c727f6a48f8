using System.Diagnostics;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka.Consuming;

/// <summary>Reads record by record through the client's public API. Works everywhere, and allocates a few objects per record.</summary>
internal sealed class SingleRecordReader : IRecordReader
{
    private readonly Client.IConsumer<Slice, Slice> _client;
    private readonly SliceBuffer _buffer;
    private readonly Assignment _assignment;
    private readonly Action<Client.Error, TopicPartition?> _onError;

    public SingleRecordReader(Client.IConsumer<Slice, Slice> client, SliceBuffer buffer, Assignment assignment, Action<Client.Error, TopicPartition?> onError)
    {
        _client = client;
        _buffer = buffer;
        _assignment = assignment;
        _onError = onError;
    }

    public long Batch { get; private set; }

    public bool HoldsPaused => false;

    public int Read(int timeoutMs, int maxRecords, IRawRecordHandler handler)
    {
        var started = Stopwatch.GetTimestamp();
        var handed = 0;
        while (handed < maxRecords)
        {
            var wait = handed > 0 ? 0 : Math.Max(0, timeoutMs - (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Batch++;
            _buffer.Clear();
            Client.ConsumeResult<Slice, Slice>? result;
            try
            {
                result = _client.Consume(wait);
            }
            catch (Client.ConsumeException e)
            {
                var source = e.ConsumerRecord?.Topic is { } topic ? new TopicPartition(topic, e.ConsumerRecord.Partition.Value) : (TopicPartition?)null;
                _onError(e.Error, source);
                continue;
            }

            if (result is null)
            {
                break;
            }

            var partition = _assignment.Find(result.Topic, result.Partition.Value);
            if (partition is null || !partition.Accepts(Batch))
            {
                continue;
            }

            if (result.IsPartitionEOF)
            {
                partition.MeetEnd(result.Offset.Value);
            }
            else if (partition.Paused)
            {
                partition.SendBackTo(partition.Position < 0 ? result.Offset.Value : partition.Position);
            }
            else
            {
                partition.Pass(result.Offset.Value);
                handed++;
                Hand(result, partition.Partition, handler);
            }
        }

        return handed;
    }

    public void Discard(AssignedPartition partition)
    {
    }

    public void Dispose()
    {
    }

    private void Hand(Client.ConsumeResult<Slice, Slice> result, TopicPartition partition, IRawRecordHandler handler)
    {
        var message = result.Message;
        var record = new RawRecord(
            partition.Topic, partition.Partition, result.Offset.Value, message.Timestamp.UnixTimestampMs,
            _buffer.Bytes(message.Key), message.Key.Length >= 0, _buffer.Bytes(message.Value), message.Value.Length >= 0,
            Headers(message.Headers));
        handler.OnRecord(record);
    }

    private static RecordHeader[]? Headers(Client.Headers? headers)
    {
        if (headers is null || headers.Count == 0)
        {
            return null;
        }

        var copy = new RecordHeader[headers.Count];
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = new RecordHeader(headers[i].Key, headers[i].GetValueBytes());
        }

        return copy;
    }
}
