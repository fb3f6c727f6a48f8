using System.Diagnostics;
using System.Text;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>What every log must do. Derive from it, and say how the log is opened.</summary>
/// <remarks>
/// Topics, groups and transactional ids are new in each test, so that a log may be shared. Waiting is always for something
/// that must happen, up to <see cref="Patience"/>; that something does not happen is shown by what comes after it.
/// Offsets rise, but nothing here relies on their having no gaps.
/// </remarks>
[TestFixture]
public abstract partial class LogContract
{
    private static readonly TimeSpan s_pollTime = TimeSpan.FromMilliseconds(50);

    private readonly List<IDisposable> _clients = [];
    private IRecordLog _log = null!;

    /// <summary>How long anything may take.</summary>
    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether records of open and aborted transactions are in the log, for read-uncommitted consumers to see.</summary>
    protected virtual bool HoldsUncommittedRecords => true;

    /// <summary>Whether <see cref="ReopenAsync"/> is there.</summary>
    protected virtual bool IsDurable => false;

    /// <summary>Whether a member that crashed can be replaced under its name before its session is over.</summary>
    protected virtual bool KeepsPlaces => true;

    [SetUp]
    public async Task OpenLogAsync() => _log = await OpenAsync();

    [TearDown]
    public async Task CloseLogAsync()
    {
        DisposeClients();
        if (_log is not null)
        {
            await _log.DisposeAsync();
        }
    }

    /// <summary>Opens the log, or another connection to it.</summary>
    protected abstract Task<IRecordLog> OpenAsync();

    /// <summary>Closes a log and opens it again with all that it held.</summary>
    protected virtual Task<IRecordLog> ReopenAsync(IRecordLog log) => throw new NotSupportedException();

    private static string NewName(string kind) => $"contract-{kind}-{Guid.NewGuid():N}";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static void Write(ILogProducer producer, TopicPartition partition, params IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            Write(producer, partition, Bytes("key"), Bytes(value));
        }
    }

    private static void Write(
        ILogProducer producer, TopicPartition partition, byte[]? key, byte[]? value, long timestampMs = 1, params RecordHeader[] headers) =>
        producer.Produce(new RawRecord(
            partition.Topic, partition.Partition, -1, timestampMs, key, key is not null, value, value is not null,
            headers.Length == 0 ? null : headers));

    private static void InTransaction(ILogProducer producer, Action write)
    {
        producer.BeginTransaction();
        write();
        producer.CommitTransaction(Patience);
    }

    /// <summary>Polls until the condition holds.</summary>
    private static void PollUntil(Func<bool> condition, RecordCollector records, params ILogConsumer[] consumers)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(Patience), $"still waiting; so far came: {records}");
            foreach (var consumer in consumers)
            {
                consumer.Poll(s_pollTime, records);
            }
        }
    }

    /// <summary>Polls until that many records have come.</summary>
    private static RecordCollector Read(ILogConsumer consumer, int count)
    {
        var records = new RecordCollector();
        PollUntil(() => records.Count >= count, records, consumer);
        return records;
    }

    /// <summary>Polls until a record of this value has come.</summary>
    private static RecordCollector ReadThrough(ILogConsumer consumer, string value)
    {
        var records = new RecordCollector();
        PollUntil(() => records.Values.Contains(value), records, consumer);
        return records;
    }

    /// <summary>Polls until the consumer knows that it is at the end.</summary>
    private static RecordCollector ReadToEnd(ILogConsumer consumer, params TopicPartition[] partitions)
    {
        var records = new RecordCollector();
        PollUntil(() => partitions.All(consumer.IsAtEnd), records, consumer);
        return records;
    }

    private async Task<TopicPartition> CreatePartitionAsync() => new(await CreateTopicAsync(1), 0);

    private async Task<string> CreateTopicAsync(int partitions, Func<TopicSpecification, TopicSpecification>? configure = null)
    {
        var topic = new TopicSpecification(NewName("topic"), partitions);
        Assert.That(await _log.Admin.CreateTopicAsync(configure?.Invoke(topic) ?? topic), Is.True);
        return topic.Name;
    }

    private ILogConsumer NewConsumer(string? group = null, Func<LogConsumerOptions, LogConsumerOptions>? configure = null)
    {
        var options = new LogConsumerOptions { GroupId = group };
        var consumer = _log.CreateConsumer(configure?.Invoke(options) ?? options);
        _clients.Add(consumer);
        return consumer;
    }

    private ILogConsumer NewReader(TopicPartition partition, long from = 0, Func<LogConsumerOptions, LogConsumerOptions>? configure = null)
    {
        var consumer = NewConsumer(null, configure);
        consumer.Assign([new TopicPartitionOffset(partition, from)]);
        return consumer;
    }

    private (ILogConsumer Consumer, AssignmentRecorder Assignment) NewMember(
        string group, IReadOnlyCollection<string> topics, Func<LogConsumerOptions, LogConsumerOptions>? configure = null)
    {
        var assignment = new AssignmentRecorder();
        var consumer = NewConsumer(group, configure);
        consumer.Subscribe(topics, assignment);
        return (consumer, assignment);
    }

    private ILogProducer NewProducer(string? transactionalId = null)
    {
        var producer = _log.CreateProducer(new LogProducerOptions { TransactionalId = transactionalId });
        _clients.Add(producer);
        if (transactionalId is not null)
        {
            producer.InitTransactions(Patience);
        }

        return producer;
    }

    private void WriteAndFlush(TopicPartition partition, params IEnumerable<string> values)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        Write(producer, partition, values);
        producer.Flush(Patience);
    }

    private void DisposeClients()
    {
        for (var i = _clients.Count - 1; i >= 0; i--)
        {
            _clients[i].Dispose();
        }

        _clients.Clear();
    }
}
