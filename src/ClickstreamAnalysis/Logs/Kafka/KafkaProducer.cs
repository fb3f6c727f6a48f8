using System.Diagnostics;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;
using Report = Confluent.Kafka.DeliveryReport<byte[], byte[]>;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>A producer to a cluster. Delivery reports are served inside its calls, on its owner's thread.</summary>
internal sealed class KafkaProducer : ILogProducer
{
    private const int ProduceCallsPerPoll = 64;
    private static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LongestConnect = TimeSpan.FromMilliseconds(400);

    private readonly LogProducerOptions _options;
    private readonly KafkaErrors _errors;
    private readonly Client.IProducer<byte[], byte[]> _client;
    private readonly Dictionary<TopicPartition, long> _lastOffsets = [];
    private readonly Action<Report> _onReport;
    private LogException? _failedDelivery;
    private string? _unusable;
    private bool _inTransaction;
    private int _sincePoll;
    private bool _disposed;

    public KafkaProducer(string servers, Dictionary<string, string> settings, LogProducerOptions options, KafkaLogOptions logOptions)
    {
        _options = options;
        var events = new ClientEvents(logOptions.Logger);
        _errors = new KafkaErrors(servers, events);
        _onReport = OnReport; // one delegate for all records
        _client = ClientBuilding.Build(servers, settings, all =>
            new Client.ProducerBuilder<byte[], byte[]>(all)
                .SetLogHandler((_, message) => events.OnLog(message))
                .SetErrorHandler((_, error) => events.OnError(error))
                .Build());
    }

    public void InitTransactions(TimeSpan timeout)
    {
        RequireTransactional();
        ConnectFirst(timeout);
        Step($"initialise transactional id {_options.TransactionalId}", timeout, _client.InitTransactions);
    }

    public void BeginTransaction()
    {
        RequireTransactional();
        _failedDelivery = null;
        Step("begin a transaction", TimeSpan.Zero, _ => _client.BeginTransaction());
        _inTransaction = true;
    }

    public void Produce(in LogRecord record)
    {
        RequireUsable();
        ThrowFailedDelivery();
        if (_options.TransactionalId is not null && !_inTransaction)
        {
            throw new InvalidOperationException("This producer is transactional: begin a transaction before producing.");
        }

        if (++_sincePoll >= ProduceCallsPerPoll)
        {
            _sincePoll = 0;
            _client.Poll(TimeSpan.Zero);
        }

        var target = new Client.TopicPartition(record.Topic, record.Partition);
        var message = new Client.Message<byte[], byte[]>
        {
            Key = record.HasKey ? record.Key.ToArray() : null!,
            Value = record.HasValue ? record.Value.ToArray() : null!,
            Timestamp = new Client.Timestamp(record.TimestampMs, Client.TimestampType.CreateTime),
            Headers = Headers(record.Headers),
        };
        var started = Stopwatch.GetTimestamp();
        while (!TryProduce(target, message))
        {
            _client.Poll(ShortWait);
            ThrowFailedDelivery();
            if (Stopwatch.GetElapsedTime(started) > _options.DeliveryTimeout)
            {
                throw _errors.TimedOut($"produce to {record.Topic}-{record.Partition}, with the queue full,", _options.DeliveryTimeout);
            }
        }
    }

    public void Flush(TimeSpan timeout)
    {
        RequireUsable();
        var left = _client.Flush(timeout);
        ThrowFailedDelivery();
        if (left > 0)
        {
            throw _errors.TimedOut($"write {left} records that wait for their acknowledgement", timeout);
        }
    }

    public void SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group, TimeSpan timeout)
    {
        RequireTransactional();
        var metadata = (group as KafkaGroupMetadata ?? throw new ArgumentException("The group's metadata must come from a consumer of a Kafka log.", nameof(group))).Metadata;
        var converted = offsets.Select(static offset =>
            new Client.TopicPartitionOffset(offset.Partition.Topic, offset.Partition.Partition, offset.Offset)).ToArray();
        if (converted.Length > 0)
        {
            Step($"add offsets of group {group.GroupId} to the transaction", timeout, left => _client.SendOffsetsToTransaction(converted, metadata, left));
        }
    }

    public void CommitTransaction(TimeSpan timeout)
    {
        RequireTransactional();
        Step("commit the transaction", timeout, _client.CommitTransaction);
        _inTransaction = false;
        ThrowFailedDelivery();
    }

    public void AbortTransaction(TimeSpan timeout)
    {
        RequireTransactional();
        Step("abort the transaction", timeout, _client.AbortTransaction);
        _inTransaction = false;
        _failedDelivery = null; // those records are taken back anyway
    }

    public long LastOffset(TopicPartition partition) => _lastOffsets.GetValueOrDefault(partition, -1);

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _client.Dispose();
        }
    }

    private static Client.Headers? Headers(IReadOnlyList<LogHeader>? headers)
    {
        if (headers is null || headers.Count == 0)
        {
            return null;
        }

        var copy = new Client.Headers();
        foreach (var header in headers)
        {
            copy.Add(header.Name, header.Value);
        }

        return copy;
    }

    private bool TryProduce(Client.TopicPartition target, Client.Message<byte[], byte[]> message)
    {
        try
        {
            _client.Produce(target, message, _onReport);
            return true;
        }
        catch (Client.ProduceException<byte[], byte[]> e) when (e.Error.Code == Code.Local_QueueFull)
        {
            return false;
        }
        catch (Client.KafkaException e)
        {
            throw Failed(e.Error, $"produce to {target.Topic}-{target.Partition.Value}", e);
        }
    }

    private void OnReport(Report report)
    {
        if (report.Error.IsError)
        {
            // After an abort, what was not sent comes back as purged: no failure.
            if (report.Error.Code is not (Code.Local_PurgeQueue or Code.Local_PurgeInflight))
            {
                _failedDelivery ??= Failed(report.Error, $"write a record to {report.Topic}-{report.Partition.Value}", null);
            }

            return;
        }

        var partition = new TopicPartition(report.Topic, report.Partition.Value);
        if (!_lastOffsets.TryGetValue(partition, out var last) || last < report.Offset.Value)
        {
            _lastOffsets[partition] = report.Offset.Value;
        }
    }

    // A failed delivery leaves a transaction that can only be aborted, whatever the reason; being fenced and being too
    // large say something of their own.
    private LogException Failed(Client.Error error, string doing, Exception? cause)
    {
        var mapped = _errors.Map(error, doing, cause);
        return _inTransaction && !error.IsFatal && mapped is not (LogFencedException or LogRecordTooLargeException or LogTopicNotFoundException)
            ? new LogTransactionAbortableException($"{mapped.Message} Abort the transaction; the producer can go on after that.", cause)
            : mapped;
    }

    private void ThrowFailedDelivery()
    {
        if (_failedDelivery is { } failed)
        {
            if (!_inTransaction)
            {
                _failedDelivery = null; // said once; inside a transaction it stands until the abort
            }

            throw failed;
        }
    }

    // The client keeps a step going when it is called again after a retriable error, so that is what happens until the time
    // is up. Then nobody knows whether the step took place, and whatever is sent next by this producer might be mixed with
    // it: it is never used again.
    private void Step(string doing, TimeSpan timeout, Action<TimeSpan> call)
    {
        RequireUsable();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var left = timeout - Stopwatch.GetElapsedTime(started);
            try
            {
                call(left > TimeSpan.Zero ? left : TimeSpan.Zero);
                return;
            }
            catch (Client.KafkaTxnRequiresAbortException e)
            {
                throw Abortable(doing, e);
            }
            catch (Client.KafkaRetriableException e)
            {
                if (left - ShortWait <= TimeSpan.Zero)
                {
                    _unusable = doing;
                    throw _errors.OutcomeUnknown(doing, timeout, e);
                }

                _client.Poll(ShortWait);
            }
            catch (Client.KafkaException e)
            {
                _unusable = doing;
                throw _errors.Map(e.Error, doing, e);
            }
        }
    }

    private LogException Abortable(string doing, Client.KafkaException e)
    {
        var mapped = _errors.Map(e.Error, doing, e);
        return _failedDelivery ?? new LogTransactionAbortableException($"{mapped.Message} Abort the transaction; the producer can go on after that.", e);
    }

    // The client looks for its coordinator only twice a second: once a connection is there, the first look succeeds.
    private void ConnectFirst(TimeSpan timeout)
    {
        if (NativeExports.Instance is { } native && NativeExports.HandleOf(_client.Handle) is { } handle)
        {
            native.WaitForBroker(handle, timeout < LongestConnect ? timeout : LongestConnect);
        }
    }

    private void RequireTransactional()
    {
        if (_options.TransactionalId is null)
        {
            throw new InvalidOperationException("This producer has no transactional id: set LogProducerOptions.TransactionalId to use transactions.");
        }
    }

    private void RequireUsable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_unusable is not null)
        {
            throw new InvalidOperationException($"This producer failed to {_unusable}; dispose it and create a new one of the same transactional id.");
        }
    }
}
