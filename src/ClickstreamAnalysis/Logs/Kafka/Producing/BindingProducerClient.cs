using ClickstreamAnalysis.Logs.Kafka.Clients;
using Client = Confluent.Kafka;
using Report = Confluent.Kafka.DeliveryReport<byte[], byte[]>;

namespace ClickstreamAnalysis.Logs.Kafka.Producing;

/// <summary>A producer on the .NET binding's public API. Works everywhere, and allocates a few objects per record.</summary>
internal sealed class BindingProducerClient : IProducerClient
{
    private readonly Client.IProducer<byte[], byte[]> _client;
    private readonly Dictionary<TopicPartition, long> _lastOffsets = [];
    private readonly KafkaDeliveries _deliveries;
    private readonly Action<Report> _onReport;
    private readonly HashSet<string> _topics = [];
    private string? _lastTopic;

    public BindingProducerClient(Dictionary<string, string> settings, ClientEvents events, KafkaDeliveries deliveries)
    {
        _deliveries = deliveries;
        _onReport = report => OnReport(report, 0); // one delegate for all unnumbered records
        _client = new Client.ProducerBuilder<byte[], byte[]>(settings)
            .SetLogHandler((_, message) => events.OnLog(message))
            .SetErrorHandler((_, error) => events.OnError(error))
            .Build();
    }

    public IReadOnlyCollection<string> Topics => _topics;

    public ClientFault? TryProduce(in RawRecord record, long number)
    {
        if (!ReferenceEquals(_lastTopic, record.Topic))
        {
            _topics.Add(_lastTopic = record.Topic);
        }

        var target = new Client.TopicPartition(record.Topic, record.Partition);
        var message = new Client.Message<byte[], byte[]>
        {
            Key = record.HasKey ? record.Key.ToArray() : null!,
            Value = record.HasValue ? record.Value.ToArray() : null!,
            Timestamp = new Client.Timestamp(record.TimestampMs, Client.TimestampType.CreateTime),
            Headers = Headers(record.Headers),
        };
        try
        {
            _client.Produce(target, message, _deliveries.AreReported ? report => OnReport(report, number) : _onReport);
            return null;
        }
        catch (Client.KafkaException e)
        {
            return ToFault(e);
        }
    }

    public void Serve(TimeSpan timeout) => _client.Poll(timeout);

    public int Flush(TimeSpan timeout) => _client.Flush(timeout);

    public ClientFault? InitTransactions(TimeSpan timeout) => Try(() => _client.InitTransactions(timeout));

    public ClientFault? BeginTransaction() => Try(_client.BeginTransaction);

    public ClientFault? SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, KafkaGroupMetadata group, TimeSpan timeout)
    {
        var converted = offsets.Select(static offset =>
            new Client.TopicPartitionOffset(offset.Partition.Topic, offset.Partition.Partition, offset.Offset)).ToArray();
        return Try(() => _client.SendOffsetsToTransaction(converted, group.Metadata, timeout));
    }

    public ClientFault? CommitTransaction(TimeSpan timeout) => Try(() => _client.CommitTransaction(timeout));

    public ClientFault? AbortTransaction(TimeSpan timeout) => Try(() => _client.AbortTransaction(timeout));

    public void Connect(TimeSpan timeout)
    {
        // The binding has no such call, so the first step of the transaction takes slightly longer.
    }

    public long LastOffset(TopicPartition partition) => _lastOffsets.GetValueOrDefault(partition, -1);

    public void Dispose() => _client.Dispose();

    private static ClientFault? Try(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (Client.KafkaException e)
        {
            return ToFault(e);
        }
    }

    private static ClientFault ToFault(Client.KafkaException e) =>
        new(e.Error, e is Client.KafkaRetriableException, e is Client.KafkaTxnRequiresAbortException, e);

    private static Client.Headers? Headers(IReadOnlyList<RecordHeader>? headers)
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

    private void OnReport(Report report, long number)
    {
        var partition = new TopicPartition(report.Topic, report.Partition.Value);
        if (report.Error.IsError)
        {
            _deliveries.OnFailed(number, report.Error, partition, 0); // the report lacks the record, so its size is unknown
            return;
        }

        if (report.Offset.Value > LastOffset(partition)) // a negative special value is not an offset
        {
            _lastOffsets[partition] = report.Offset.Value;
        }

        _deliveries.OnDelivered(number, partition, report.Offset.Value);
    }
}
