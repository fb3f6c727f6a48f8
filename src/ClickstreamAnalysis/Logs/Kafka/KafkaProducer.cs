using System.Diagnostics;
using ClickstreamAnalysis.Logs.Kafka.Clients;
using ClickstreamAnalysis.Logs.Kafka.Native;
using ClickstreamAnalysis.Logs.Kafka.Producing;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>A producer of a Kafka cluster: state checks and error mapping. An <see cref="IProducerClient"/> writes the records.</summary>
internal sealed class KafkaProducer : ILogProducer
{
    private const int RecordsPerServing = 64;
    private static readonly TimeSpan s_shortWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestConnect = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestLookUp = TimeSpan.FromSeconds(2);

    /// <summary>Extra wait for a call that exceeds the timeout passed to the client.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(1);

    private readonly LogProducerOptions _options;
    private readonly KafkaErrors _errors;
    private readonly IProducerClient _client;
    private readonly ClientEvents _events;
    private readonly SideThread _side;
    private readonly KafkaAdmin _admin;
    private readonly KafkaDeliveries _deliveries;
    private long _accepted;
    private RecordLogException? _failedDelivery;
    private string? _timedOutTopic;
    private string? _unusable;
    private bool _inTransaction;
    private int _sinceServing;
    private bool _disposed;

    public KafkaProducer(string servers, Dictionary<string, string> settings, LogProducerOptions options, KafkaLogOptions logOptions, KafkaAdmin admin)
    {
        _options = options;
        _admin = admin;
        _events = new ClientEvents(logOptions);
        _errors = new KafkaErrors(servers, _events);
        _side = new SideThread($"{options.ClientId}-steps");
        _deliveries = new KafkaDeliveries(options.DeliveryHandler, _errors, OnFailure, topic => MissingTopic([topic], $"write a record to {topic}"));
        _client = ClientBuilding.Build<IProducerClient>(servers, settings, _events.Mask, all =>
            logOptions.DirectProduce && NativeClient.IsAvailable && KafkaGroupMetadata.HasBytes && (Environment.Is64BitProcess || !_deliveries.AreReported)
                ? new NativeProducerClient(all, _events, _deliveries)
                : new BindingProducerClient(all, _events, _deliveries));
    }

    public void InitTransactions(TimeSpan timeout)
    {
        RequireTransactional();
        RequireUsable();

        // The client looks up its coordinator only twice a second. Once it is connected, the first lookup succeeds.
        _client.Connect(timeout < s_longestConnect ? timeout : s_longestConnect);
        Step($"initialize transactional id {_options.TransactionalId}", timeout, _client.InitTransactions);
    }

    public void BeginTransaction()
    {
        RequireTransactional();
        _failedDelivery = null;
        _timedOutTopic = null;
        Step("begin a transaction", TimeSpan.Zero, _ => _client.BeginTransaction());
        _inTransaction = true;
    }

    public void Produce(in RawRecord record)
    {
        RequireUsable();
        ThrowFailedDelivery();
        if (_options.TransactionalId is not null && !_inTransaction)
        {
            throw new InvalidOperationException("This producer is transactional: begin a transaction before producing.");
        }

        if (++_sinceServing >= RecordsPerServing)
        {
            _sinceServing = 0;
            Serve(TimeSpan.Zero);
        }

        var fault = _client.TryProduce(record, _accepted);
        if (fault is null)
        {
            _accepted++;
            return;
        }

        if (fault.Value.Error.Code == Code.Local_QueueFull)
        {
            fault = ProduceOnceThereIsRoom(record);
        }

        if (fault is { } failed)
        {
            throw Failed(failed.Error, new TopicPartition(record.Topic, record.Partition), record.Key.Length + record.Value.Length, failed.Cause);
        }

        _accepted++;
    }

    public void Flush(TimeSpan timeout)
    {
        RequireUsable();
        var left = _client.Flush(timeout);
        _deliveries.ReportTimedOut();
        ThrowFailedDelivery();
        if (left > 0)
        {
            var doing = $"write {left} records that wait for their acknowledgement";
            throw (RecordLogException?)MissingTopic(_client.Topics, doing) ?? _errors.TimedOut(doing, timeout);
        }
    }

    public void SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group, TimeSpan timeout)
    {
        RequireTransactional();
        var metadata = group as KafkaGroupMetadata ?? throw new ArgumentException("The group's metadata must come from a consumer of a Kafka log.", nameof(group));
        if (offsets.Count > 0)
        {
            Step($"add offsets of group {group.GroupId} to the transaction", timeout, left => _client.SendOffsets(offsets, metadata, left));
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
        _failedDelivery = null; // the abort discards those records
        _timedOutTopic = null;
    }

    public long LastOffset(TopicPartition partition) => _client.LastOffset(partition);

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            if (!_side.TryRun(_client.Dispose, s_longestEnd))
            {
                _events.EndsLater("producer", _options.ClientId);
            }

            _side.Dispose();
        }
    }

    private ClientFault? ProduceOnceThereIsRoom(in RawRecord record)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            Serve(s_shortWait);
            ThrowFailedDelivery();
            var fault = _client.TryProduce(record, _accepted);
            if (fault?.Error.Code != Code.Local_QueueFull)
            {
                return fault;
            }

            if (Stopwatch.GetElapsedTime(started) > _options.DeliveryTimeout)
            {
                throw _errors.TimedOut($"produce to {record.Topic}-{record.Partition}, with the queue full,", _options.DeliveryTimeout);
            }
        }
    }

    private void Serve(TimeSpan timeout)
    {
        _client.Serve(timeout);
        _deliveries.ReportTimedOut();
    }

    // After an abort, unsent records are reported as purged, which is not a failure.
    private void OnFailure(Client.Error error, TopicPartition partition, long bytes)
    {
        if (error.Code is Code.Local_PurgeQueue or Code.Local_PurgeInflight)
        {
            return;
        }

        if (_failedDelivery is null && error.Code == Code.Local_MsgTimedOut)
        {
            _timedOutTopic = partition.Topic;
        }

        // A batch fails as a whole: the record that was too large is the largest one.
        if (_failedDelivery is null || (_failedDelivery is RecordTooLargeException known && known.Topic == partition.Topic && known.Bytes < bytes))
        {
            _failedDelivery = Failed(error, partition, bytes, null);
        }
    }

    // After a failed delivery, the transaction can only be aborted, whatever the reason. A fenced producer, a record that is too
    // large and a missing topic keep their own exceptions.
    private RecordLogException Failed(Client.Error error, TopicPartition partition, long bytes, Exception? cause)
    {
        var mapped = _errors.MapRecord(error, partition, bytes, cause);
        return _inTransaction && !error.IsFatal && mapped is not (ProducerFencedException or RecordTooLargeException or TopicNotFoundException)
            ? new TransactionAbortableException($"{mapped.Message} Abort the transaction; the producer can be used again after that.", cause)
            : mapped;
    }

    // The client waits equally long for a missing topic and for a broker that is down, and reports both as a timeout.
    private TopicNotFoundException? MissingTopic(IReadOnlyCollection<string> topics, string doing)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var topic in topics)
        {
            var left = s_longestLookUp - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            if (_admin.IsMissing(topic, left))
            {
                return _errors.TopicMissing(topic, doing);
            }
        }

        return null;
    }

    private RecordLogException? FailedDelivery()
    {
        if (_timedOutTopic is { } topic)
        {
            _timedOutTopic = null;
            _failedDelivery = MissingTopic([topic], $"write a record to {topic}") ?? _failedDelivery;
        }

        return _failedDelivery;
    }

    private void ThrowFailedDelivery()
    {
        if (FailedDelivery() is { } failed)
        {
            if (!_inTransaction)
            {
                _failedDelivery = null; // thrown once; inside a transaction it is kept until the abort
            }

            throw failed;
        }
    }

    // After a retriable error, the client continues the step when it is called again, so the call is repeated until the timeout.
    // After the timeout the outcome is unknown, and later records of this producer could end up in the same transaction: the
    // producer is not used again.
    private void Step(string doing, TimeSpan timeout, Func<TimeSpan, ClientFault?> call)
    {
        RequireUsable();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var left = timeout - Stopwatch.GetElapsedTime(started);
            if (Bounded(doing, left > TimeSpan.Zero ? left : TimeSpan.Zero, timeout, call) is not { } fault)
            {
                return;
            }

            if (fault.RequiresAbort)
            {
                // The cause may be in a delivery report that was not handled yet, for example of a record that was too large.
                _client.Serve(s_shortWait);
                throw FailedDelivery() ?? new TransactionAbortableException(
                    $"{_errors.Map(fault.Error, doing, fault.Cause).Message} Abort the transaction; the producer can be used again after that.", fault.Cause);
            }

            if (!fault.IsRetriable)
            {
                _unusable = doing;
                throw _errors.Map(fault.Error, doing, fault.Cause);
            }

            if (left - s_shortWait <= TimeSpan.Zero)
            {
                _unusable = doing;
                throw _errors.OutcomeUnknown(doing, timeout, fault.Cause);
            }

            _client.Serve(s_shortWait);
        }
    }

    private ClientFault? Bounded(string doing, TimeSpan left, TimeSpan timeout, Func<TimeSpan, ClientFault?> call)
    {
        if (timeout == TimeSpan.Zero)
        {
            return call(left); // sends no request
        }

        ClientFault? fault = null;
        if (_side.TryRun(() => fault = call(left), left + s_margin))
        {
            return fault;
        }

        _unusable = doing;
        throw _errors.OutcomeUnknown(doing, timeout);
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
