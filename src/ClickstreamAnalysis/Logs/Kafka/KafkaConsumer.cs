using ClickstreamAnalysis.Logs.Kafka.Native;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>A consumer of a cluster: membership, positions and commits. How records get out of the client is the reader's work.</summary>
internal sealed class KafkaConsumer : ILogConsumer
{
    private readonly LogConsumerOptions _options;
    private readonly KafkaAdmin _admin;
    private readonly ClientEvents _events;
    private readonly KafkaErrors _errors;
    private readonly Client.IConsumer<Slice, Slice> _client;
    private readonly IRecordReader _reader;
    private readonly Assignment _assignment = new();
    private IAssignmentListener? _listener;
    private Exception? _listenerFault;
    private bool _assigning;
    private bool _anyPauseToTell;
    private long _polls;
    private bool _disposed;

    public KafkaConsumer(string servers, Dictionary<string, string> settings, LogConsumerOptions options, KafkaLogOptions logOptions, KafkaAdmin admin)
    {
        _admin = admin;
        _options = options;
        _events = new ClientEvents(logOptions.Logger);
        _errors = new KafkaErrors(servers, _events);
        var buffer = new SliceBuffer();
        _client = ClientBuilding.Build(servers, settings, all =>
            new Client.ConsumerBuilder<Slice, Slice>(all)
                .SetKeyDeserializer(buffer)
                .SetValueDeserializer(buffer)
                .SetLogHandler((_, message) => _events.OnLog(message))
                .SetErrorHandler((_, error) => _events.OnError(error))
                .SetPartitionsAssignedHandler((_, partitions) => OnAssigned(partitions))
                .SetPartitionsRevokedHandler((_, partitions) => OnGone(partitions, lost: false))
                .SetPartitionsLostHandler((_, partitions) => OnGone(partitions, lost: true))
                .Build());
        _reader = OpenReader(buffer, logOptions);
    }

    public IReadOnlyCollection<TopicPartition> Assignment => _assignment;

    public ConsumerGroupMetadata GroupMetadata => new KafkaGroupMetadata(RequireGroup(), _client.ConsumerGroupMetadata);

    public void Subscribe(IReadOnlyCollection<string> topics, IAssignmentListener listener)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(listener);
        RequireGroup();
        _listener = listener;
        Guard("subscribe", () => _client.Subscribe(topics.Select(_assignment.Canonical)));
    }

    public void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        TellResume(_assignment.All);
        _assignment.Clear();
        _assignment.AnySendBack = false;
        foreach (var (partition, offset) in partitions)
        {
            var added = _assignment.Add(partition.Topic, partition.Partition);
            added.Position = offset;
            added.VoidBatch = _reader.Batch; // what a poll in progress still has was read under the old assignment
        }

        Guard("assign partitions", () =>
        {
            if (partitions.Count == 0)
            {
                _client.Unassign();
            }
            else
            {
                _client.Assign(partitions.Select(ToClient));
            }
        });
    }

    public int Poll(TimeSpan timeout, ILogRecordHandler handler)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(handler);
        _polls++;
        SendBack();
        int handed;
        try
        {
            handed = _reader.Read((int)Math.Clamp(timeout.TotalMilliseconds, 0, int.MaxValue), _options.MaxPollRecords, handler);
        }
        catch (Client.KafkaException e)
        {
            throw _errors.Map(e.Error, "read", e);
        }
        finally
        {
            TellPauses();
        }

        if (_listenerFault is { } fault)
        {
            _listenerFault = null;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        }

        return handed;
    }

    public void Pause(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (var partition in Known(partitions))
        {
            partition.Paused = true;
            _anyPauseToTell |= !partition.ClientPaused;
        }

        // Inside the assignment callback the client does not hold the partitions yet, and would refuse.
        if (!_assigning)
        {
            TellPauses();
        }
    }

    public void Resume(IReadOnlyCollection<TopicPartition> partitions)
    {
        var known = Known(partitions).ToArray();
        foreach (var partition in known)
        {
            partition.Paused = false;
        }

        TellResume(known);
    }

    public void Seek(TopicPartition partition, long offset)
    {
        var assigned = _assignment.Find(partition) ?? throw new InvalidOperationException($"{partition} is not assigned to this consumer, so it cannot seek in it.");
        assigned.SendBackTo(offset);
        assigned.VoidBatch = _reader.Batch;
        _assignment.AnySendBack = true;
        if (!_assigning)
        {
            TrySendBack(assigned);
        }
    }

    public long? Position(TopicPartition partition) => _assignment.Find(partition) is { Position: >= 0 } known ? known.Position : null;

    public bool IsAtEnd(TopicPartition partition)
    {
        if (_assignment.Find(partition) is not { Position: >= 0 } assigned)
        {
            return false;
        }

        // Behind a transaction's markers, or before an open transaction, only the client's event tells the end. Without
        // transactions the high watermark that came with the last records tells it at once.
        return assigned.End >= 0 || assigned.Position == HighWatermark(assigned);
    }

    public OffsetRange QueryOffsets(TopicPartition partition, TimeSpan timeout) =>
        _admin.QueryOffsetsAsync(partition, timeout).GetAwaiter().GetResult();

    public IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout)
    {
        var doing = $"read committed offsets of group {RequireGroup()}";
        try
        {
            return _client.Committed(partitions.Select(ToClient), timeout)
                .Where(static committed => committed.Offset.Value >= 0)
                .ToDictionary(committed => new TopicPartition(_assignment.Canonical(committed.Topic), committed.Partition.Value), static committed => committed.Offset.Value);
        }
        catch (Client.TopicPartitionOffsetException e)
        {
            throw _errors.Map(e.Results.First(static result => result.Error.IsError).Error, doing, e);
        }
        catch (Client.KafkaException e)
        {
            throw _errors.Map(e.Error, doing, timeout, e);
        }
    }

    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        var group = RequireGroup();
        if (offsets.Count > 0)
        {
            Guard($"commit offsets of group {group}", () => _client.Commit(offsets.Select(ToClient)));
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _reader.Dispose();
        try
        {
            _client.Close();
        }
        catch (Client.KafkaException e)
        {
            _events.CloseFailed(e);
        }
        finally
        {
            _client.Dispose();
            _assignment.Clear();
        }

        if (_listenerFault is { } fault)
        {
            _events.CloseFailed(fault);
        }
    }

    private static Client.TopicPartition ToClient(TopicPartition partition) => new(partition.Topic, partition.Partition);

    private static Client.TopicPartitionOffset ToClient(TopicPartitionOffset offset) =>
        new(offset.Partition.Topic, offset.Partition.Partition, offset.Offset);

    private string RequireGroup() => _options.GroupId ?? throw new InvalidOperationException(
        "This consumer has no group: set LogConsumerOptions.GroupId to subscribe, commit, or read committed offsets.");

    private IEnumerable<AssignedPartition> Known(IReadOnlyCollection<TopicPartition> partitions) =>
        partitions.Select(_assignment.Find).OfType<AssignedPartition>();

    private void Guard(string doing, Action call)
    {
        try
        {
            call();
        }
        catch (Client.TopicPartitionOffsetException e)
        {
            throw _errors.Map(e.Results.First(static result => result.Error.IsError).Error, doing, e);
        }
        catch (Client.KafkaException e)
        {
            throw _errors.Map(e.Error, doing, e);
        }
    }

    private void OnReadError(Client.Error error, TopicPartition? source)
    {
        if (!KafkaErrors.IsPassing(error))
        {
            throw _errors.Map(error, source is { } partition ? $"read {partition}" : "read");
        }

        _events.Passing(error, source);
    }

    // An exception must not travel through the client's native frames: it is kept, and thrown when the poll returns.
    private List<Client.TopicPartitionOffset> OnAssigned(List<Client.TopicPartition> partitions)
    {
        var added = partitions.ConvertAll(partition => _assignment.Add(partition.Topic, partition.Partition.Value));
        _assigning = true;
        try
        {
            _listener!.OnAssigned(added.ConvertAll(static partition => partition.Partition));
        }
        catch (Exception e)
        {
            _listenerFault ??= e;
        }
        finally
        {
            _assigning = false;
        }

        return added.ConvertAll(static partition =>
        {
            // A seek in the callback becomes the place to start; otherwise the client looks up the committed offset.
            var start = partition.SendBack ? new Client.Offset(partition.Position) : Client.Offset.Unset;
            partition.SendBack = false;
            partition.VoidBatch = -1;
            return new Client.TopicPartitionOffset(partition.Partition.Topic, partition.Partition.Partition, start);
        });
    }

    private void OnGone(List<Client.TopicPartitionOffset> partitions, bool lost)
    {
        var gone = partitions.ConvertAll(partition => new TopicPartition(_assignment.Canonical(partition.Topic), partition.Partition.Value))
            .FindAll(partition => _assignment.Find(partition) is not null);
        try
        {
            if (gone.Count > 0 && lost)
            {
                _listener!.OnLost(gone);
            }
            else if (gone.Count > 0)
            {
                _listener!.OnRevoked(gone);
            }
        }
        catch (Exception e)
        {
            _listenerFault ??= e;
        }

        TellResume(gone.ConvertAll(partition => _assignment.Remove(partition)!));
    }

    private void TellPauses()
    {
        if (!_anyPauseToTell)
        {
            return;
        }

        _anyPauseToTell = false;
        foreach (var partition in _assignment.All)
        {
            if (partition is { Paused: true, ClientPaused: false })
            {
                Guard($"pause {partition.Partition}", () => _client.Pause([ToClient(partition.Partition)]));
                partition.ClientPaused = true;
            }
        }
    }

    private void TellResume(IEnumerable<AssignedPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (partition.ClientPaused)
            {
                partition.ClientPaused = false;
                Guard($"resume {partition.Partition}", () => _client.Resume([ToClient(partition.Partition)]));
            }

            _assignment.AnySendBack |= partition.SendBack;
        }
    }

    private void SendBack()
    {
        if (!_assignment.AnySendBack)
        {
            return;
        }

        _assignment.AnySendBack = false;
        foreach (var partition in _assignment.All)
        {
            // While paused, a seek would be undone by the resume: the client starts again from what it last delivered.
            if (partition is { SendBack: true, Paused: false } && !TrySendBack(partition))
            {
                _assignment.AnySendBack = true;
            }
        }
    }

    private bool TrySendBack(AssignedPartition partition)
    {
        if (partition.Paused)
        {
            return false;
        }

        try
        {
            _client.Seek(ToClient(new TopicPartitionOffset(partition.Partition, partition.Position)));
            partition.SendBack = false;
            return true;
        }
        catch (Client.KafkaException e) when (e.Error.Code is Code.Local_State or Code.Local_InProgress or Code.Local_PrevInProgress or Code.Local_Outdated)
        {
            return false; // just assigned, not started yet: the next poll tries again
        }
        catch (Client.KafkaException e)
        {
            throw _errors.Map(e.Error, $"seek in {partition.Partition}", e);
        }
    }

    private long HighWatermark(AssignedPartition partition)
    {
        if (partition.AskedInPoll != _polls)
        {
            partition.AskedInPoll = _polls;
            partition.HighWatermark = _client.GetWatermarkOffsets(ToClient(partition.Partition)).High.Value;
        }

        return partition.HighWatermark;
    }

    private IRecordReader OpenReader(SliceBuffer buffer, KafkaLogOptions logOptions)
    {
        if (logOptions.BatchConsume)
        {
            if (BatchRecordReader.TryCreate(_client.Handle, _assignment, _options, OnReadError) is { } reader)
            {
                return reader;
            }

            _events.NotBatched("the native Kafka client's functions were not found.");
        }

        return new SingleRecordReader(_client, buffer, _assignment, OnReadError);
    }
}
