using System.Threading.Channels;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Records;

/// <summary>Polls a consumer on a thread of its own, and hands the records over through a bounded channel.</summary>
internal sealed class ReaderThread<TKey, TValue>(
    IRecordLog log, string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, ReaderOptions options) : IRawRecordHandler
{
    private const int ReadAhead = 1_000;

    /// <summary>Also how long the thread takes to notice that it is to stop.</summary>
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(200);

    private readonly Channel<ReadRecord<TKey, TValue>> _records = Channel.CreateBounded<ReadRecord<TKey, TValue>>(
        new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OffsetRange[] _ranges = [];

    /// <summary>The records; completes with the reader's failure if there is one.</summary>
    public ChannelReader<ReadRecord<TKey, TValue>> Records => _records.Reader;

    public void Start() => new Thread(Run) { IsBackground = true, Name = $"{options.ClientId}-{topic}" }.Start();

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _ended.Task.ConfigureAwait(false);
        _stop.Dispose();
    }

    void IRawRecordHandler.OnRecord(in RawRecord record)
    {
        if (options.Until == ReadUntil.PresentEnd && record.Offset >= _ranges[record.Partition].End)
        {
            return;
        }

        if (TryRead(record, out var read) && !_records.Writer.TryWrite(read))
        {
            _records.Writer.WriteAsync(read, _stop.Token).AsTask().GetAwaiter().GetResult();
        }
    }

    private void Run()
    {
        try
        {
            Read();
            _records.Writer.Complete();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _records.Writer.Complete();
        }
        catch (Exception e)
        {
            _records.Writer.Complete(e);
        }

        _ended.SetResult();
    }

    private void Read()
    {
        var attempts = new Attempts(log, $"read topic '{topic}'", options.Timeout, options.TimeProvider);
        var description = attempts.FindTopicAsync(topic, _stop.Token).GetAwaiter().GetResult();
        var partitions = Enumerable.Range(0, description.Partitions).Select(partition => new TopicPartition(topic, partition)).ToArray();
        using var consumer = log.CreateConsumer(new LogConsumerOptions { ClientId = options.ClientId, Isolation = options.Isolation, ReadHeaders = true });
        _ranges = Array.ConvertAll(partitions, partition => attempts.RunAsync(
            _ => Task.FromResult(consumer.QueryOffsets(partition, options.Timeout)), _stop.Token).GetAwaiter().GetResult());
        consumer.Assign([.. partitions.Select((partition, i) =>
            new TopicPartitionOffset(partition, options.From == ReadFrom.Start ? _ranges[i].Start : _ranges[i].End))]);
        while (options.Until == ReadUntil.Forever || !HasReachedEnd(consumer, partitions))
        {
            _stop.Token.ThrowIfCancellationRequested();
            consumer.Poll(s_wait, this);
        }
    }

    /// <summary>
    /// Whether the ends that were asked for at the start are reached. What the consumer itself takes for the end can be older than
    /// that, while a partition changes its leader.
    /// </summary>
    private bool HasReachedEnd(ILogConsumer consumer, TopicPartition[] partitions)
    {
        for (var i = 0; i < partitions.Length; i++)
        {
            if (_ranges[i].Start < _ranges[i].End && !(consumer.Position(partitions[i]) >= _ranges[i].End))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryRead(in RawRecord record, out ReadRecord<TKey, TValue> read)
    {
        try
        {
            read = new ReadRecord<TKey, TValue>(
                record.HasKey ? PreparedSerde.Deserialize(keySerde, record.Key, _stop.Token) : default!,
                record.HasValue ? PreparedSerde.Deserialize(valueSerde, record.Value, _stop.Token) : default!,
                record.TimestampMs, RecordHeaders.CopyOf(record.Headers) ?? RecordHeaders.Empty, new RecordMetadata(record.Topic, record.Partition, record.Offset));
            return true;
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            read = default;
            return options.SkipUnreadable ? false : throw new RecordLogException(
                $"The serdes could not read the record at {record.Topic}-{record.Partition}, offset {record.Offset} ({(e as SerdeException)?.Reason ?? e.GetType().Name}). "
                + $"Read the topic with the serdes it was written with, or set {nameof(ReaderOptions)}.{nameof(ReaderOptions.SkipUnreadable)}.",
                e)
            {
                Topic = record.Topic,
                Partition = record.Partition,
                Offset = record.Offset,
            };
        }
    }
}
