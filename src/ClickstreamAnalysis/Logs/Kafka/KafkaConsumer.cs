using ClickstreamAnalysis.Logs.Kafka.Clients;
using ClickstreamAnalysis.Logs.Kafka.Consuming;
using ClickstreamAnalysis.Logs.Kafka.Native;
using ClickstreamAnalysis.Logs.Kafka.Settings;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>A consumer of a Kafka cluster: membership, positions and commits. An <see cref="IRecordReader"/> reads the records.</summary>
internal sealed class KafkaConsumer : ILogConsumer
{
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(5);

    private readonly LogConsumerOptions _options;
    private readonly KafkaAdmin _admin;
    private readonly ClientEvents _events;
    private readonly KafkaErrors _errors;
    private readonly Client.IConsumer<Slice, Slice> _client;
    private readonly ClientSteering _steering;
    private readonly IRecordReader _reader;
    private readonly Assignment _assignment = new();
    private readonly SideThread _side;
    private readonly TimeSpan _requestTimeout;
    private readonly ClientEnding _ending;
    private IAssignmentListener? _listener;
    private Exception? _listenerFault;
    private InstanceFencedException? _replaced;
    private Task _commit = Task.CompletedTask;
    private bool _assigning;
    private long _polls;
    private bool _disposed;
    private volatile bool _isAbandoned;

    public KafkaConsumer(string servers, ClientSettings clientSettings, LogConsumerOptions options, KafkaLogOptions logOptions, KafkaAdmin admin)
    {
        var settings = clientSettings.ForConsumer(options);
        _requestTimeout = logOptions.RequestTimeout;
        _side = new SideThread($"{options.ClientId}-commits");
        (_admin, _options) = (admin, options);
        _events = new ClientEvents(logOptions);
        _errors = new KafkaErrors(servers, _events);
        var buffer = new SliceBuffer();
        _client = ClientBuilding.Build(servers, settings, _events.Mask, all =>
            new Client.ConsumerBuilder<Slice, Slice>(all)
                .SetKeyDeserializer(buffer)
                .SetValueDeserializer(buffer)
                .SetLogHandler((_, message) => _events.OnLog(message))
                .SetErrorHandler((_, error) => _events.OnError(error))
                .SetPartitionsAssignedHandler((_, partitions) => OnAssigned(partitions))
                .SetPartitionsRevokedHandler((_, partitions) => OnGone(partitions, lost: false))
                .SetPartitionsLostHandler((_, partitions) => OnGone(partitions, lost: true))
                .Build());
        _steering = new ClientSteering(_client, _assignment, _errors);
        _ending = new ClientEnding(_client, _assignment, _events, keepsPlace: clientSettings.KeepsPlace(options));
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
        _errors.Guard("subscribe", () => _client.Subscribe(topics.Select(_assignment.Canonical)));
    }

    public void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        _steering.TellResume(_assignment.All);
        foreach (var partition in _assignment.All)
        {
            _reader.Discard(partition);
        }

        _assignment.Clear();
        _assignment.AnySendBack = false;
        foreach (var (partition, offset) in partitions)
        {
            var added = _assignment.Add(partition.Topic, partition.Partition);
            added.Position = offset;
            added.VoidBatch = _reader.Batch; // records left in a running poll belong to the old assignment
        }

        _errors.Guard("assign partitions", () =>
        {
            if (partitions.Count == 0)
            {
                _client.Unassign();
            }
            else
            {
                _client.Assign(partitions.Select(ClientSteering.ToClient));
            }
        });
    }

    public int Poll(TimeSpan timeout, IRawRecordHandler handler)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(handler);
        if (_replaced is not null)
        {
            throw _replaced; // the client reports this only once
        }

        _polls++;
        _steering.SendBack();
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
            _steering.TellPauses();
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
            partition.MustClientPause |= !_reader.HoldsPaused;
            _assignment.AnyPauseToTell |= partition.MustClientPause && !partition.ClientPaused;
        }

        // During the assignment callback the client does not hold the partitions yet and would reject the pause.
        if (!_assigning)
        {
            _steering.TellPauses();
        }
    }

    public void Resume(IReadOnlyCollection<TopicPartition> partitions)
    {
        var known = Known(partitions).ToArray();
        SeekToCommitted(known);
        foreach (var partition in known)
        {
            partition.Paused = false;
            partition.MustClientPause = false;
        }

        _steering.TellResume(known);
    }

    public void Seek(TopicPartition partition, long offset)
    {
        var assigned = _assignment.Find(partition) ?? throw new InvalidOperationException($"{partition} is not assigned to this consumer, so it cannot seek in it.");
        _reader.Discard(assigned);
        assigned.SendBackTo(offset);
        assigned.VoidBatch = _reader.Batch;
        _assignment.AnySendBack = true;
        if (!_assigning)
        {
            _steering.TrySendBack(assigned);
        }
    }

    public long? Position(TopicPartition partition) => _assignment.Find(partition) is { Position: >= 0 } known ? known.Position : null;

    public bool IsAtEnd(TopicPartition partition)
    {
        if (_assignment.Find(partition) is not { Position: >= 0 } assigned)
        {
            return false;
        }

        // After transaction markers, or before an open transaction, only the client's end-of-partition event reveals the end.
        // Without transactions, the high watermark fetched with the last records reveals it at once.
        return assigned.End >= 0 || assigned.Position == HighWatermark(assigned);
    }

    public long? KnownEnd(TopicPartition partition) =>
        _assignment.Find(partition) is { } assigned && HighWatermark(assigned) is >= 0 and var end ? end : null;

    public OffsetRange QueryOffsets(TopicPartition partition, TimeSpan timeout) => _admin.QueryOffsetsAsync(partition, timeout).GetAwaiter().GetResult();

    public Task<long> QueryEndAsync(TopicPartition partition, TimeSpan timeout) => _admin.QueryEndAsync(partition, timeout);

    public IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout)
    {
        var doing = $"read committed offsets of group {RequireGroup()}";
        try
        {
            return _client.Committed(partitions.Select(ClientSteering.ToClient), timeout)
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
        BeginCommit(offsets);
        EndCommit();
    }

    public void BeginCommit(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        var doing = CommittingOffsets;
        EndCommit();
        if (offsets.Count > 0)
        {
            var asked = offsets.Select(ClientSteering.ToClient).ToArray();
            _commit = _side.Start(() => _errors.Guard(doing, () => _client.Commit(asked)));
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
        if (_listener is not null && _replaced is null)
        {
            _ending.Leave();
        }

        if (!_side.TryRun(_ending.End, s_longestEnd))
        {
            _isAbandoned = true;
            _events.EndsLater("consumer", _options.ClientId);
        }

        _side.Dispose();
        _assignment.Clear();
        if (_listenerFault is { } fault)
        {
            _events.CloseFailed(fault);
        }
    }

    private string CommittingOffsets => $"commit offsets of group {RequireGroup()}";

    private void EndCommit()
    {
        var commit = _commit;
        _commit = Task.CompletedTask;
        if (!SideThread.TryAwait(commit, _requestTimeout))
        {
            throw _errors.TimedOut(CommittingOffsets, _requestTimeout);
        }
    }

    private string RequireGroup() => _options.GroupId ?? throw new InvalidOperationException(
        "This consumer has no group: set LogConsumerOptions.GroupId to subscribe, commit, or read committed offsets.");

    private IEnumerable<AssignedPartition> Known(IReadOnlyCollection<TopicPartition> partitions) => partitions.Select(_assignment.Find).OfType<AssignedPartition>();

    private void SeekToCommitted(AssignedPartition[] partitions)
    {
        if (Array.FindAll(partitions, static partition => partition.AwaitsSeek) is not { Length: > 0 } waiting)
        {
            return;
        }

        var committed = Committed(Array.ConvertAll(waiting, static partition => partition.Partition), _requestTimeout);
        foreach (var partition in waiting)
        {
            partition.SendBackTo(committed.TryGetValue(partition.Partition, out var at) ? at : throw KafkaErrors.NoStart(_options.GroupId, partition.Partition));
        }
    }

    private void OnReadError(Client.Error error, TopicPartition? source)
    {
        if (!KafkaErrors.IsPassing(error))
        {
            var failed = _errors.MapPoll(error, source is { } partition ? $"read {partition}" : "read", source);
            _replaced ??= failed as InstanceFencedException;
            throw failed;
        }

        _events.Passing(error, source);
    }

    // An exception must not unwind the client's native frames: it is stored, and thrown when the poll returns.
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

        if (_options.OffsetReset == OffsetReset.Fail)
        {
            // Without a committed offset, the client would drop such a partition for good before its owner can seek.
            added.ForEach(static partition => partition.AwaitsSeek = partition is { Paused: true, SendBack: false });
        }

        // For Offset.End the client sends its own request, whose late answer could undo a seek, so pass a concrete offset.
        var first = _admin.FirstOffsets([.. added.Where(static partition => partition.AwaitsSeek).Select(static partition => partition.Partition)]);
        return added.ConvertAll(partition =>
        {
            // A seek in the callback sets the start offset; otherwise the client looks up the committed offset.
            var start = partition.SendBack ? new Client.Offset(partition.Position)
                : !partition.AwaitsSeek ? Client.Offset.Unset
                : first.TryGetValue(partition.Partition, out var offset) ? new Client.Offset(offset) : Client.Offset.End;
            partition.SendBack = false;
            partition.VoidBatch = -1;
            return new Client.TopicPartitionOffset(partition.Partition.Topic, partition.Partition.Partition, start);
        });
    }

    private void OnGone(List<Client.TopicPartitionOffset> partitions, bool lost)
    {
        if (_isAbandoned)
        {
            return; // runs on a side thread after Dispose stopped waiting
        }

        var gone = partitions.ConvertAll(partition => new TopicPartition(_assignment.Canonical(partition.Topic), partition.Partition.Value))
            .FindAll(partition => _assignment.Find(partition) is not null);
        try
        {
            if (gone.Count > 0 && lost)
            {
                _commit = Task.CompletedTask; // if the commit was refused, the loss already explains it
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

        var removed = gone.ConvertAll(partition => _assignment.Remove(partition)!);
        removed.ForEach(_reader.Discard);
        _steering.TellResume(removed);
    }

    private long HighWatermark(AssignedPartition partition)
    {
        if (partition.AskedInPoll != _polls)
        {
            partition.AskedInPoll = _polls;
            partition.HighWatermark = _client.GetWatermarkOffsets(ClientSteering.ToClient(partition.Partition)).High.Value;
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
