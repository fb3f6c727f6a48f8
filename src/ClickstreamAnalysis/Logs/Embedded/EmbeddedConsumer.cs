using System.Diagnostics;
using ClickstreamAnalysis.Logs.Embedded.Batches;
using ClickstreamAnalysis.Logs.Embedded.Partitions;
using ClickstreamAnalysis.Logs.Embedded.Storage;

namespace ClickstreamAnalysis.Logs.Embedded;

/// <summary>Reads an <see cref="EmbeddedLog"/> one batch at a time, round-robin over the partitions that have records.</summary>
internal sealed class EmbeddedConsumer(
    LogDatabase database, PartitionStore store, GroupCoordinator groups, LogConsumerOptions options) : ILogConsumer, IPartitionHolder
{
    // One buffer for all partitions: when another partition is served first, the rest of a batch is read again later.
    private readonly BatchReader _batch = new();
    private EmbeddedCursor? _batchOf;
    private EmbeddedCursor[] _cursors = [];
    private GroupMembership? _membership;
    private int _turn;
    private bool _isClosing;
    private bool _isDisposed;

    public IReadOnlyCollection<TopicPartition> Assignment => Array.ConvertAll(_cursors, static c => c.Id);

    public ConsumerGroupMetadata GroupMetadata => groups.GetMetadata(GroupId, _membership);

    private string GroupId => options.GroupId ?? throw new InvalidOperationException("The consumer was opened without a group.");

    public void Subscribe(IReadOnlyCollection<string> topics, IAssignmentListener listener)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(listener);
        CheckUsable();
        if (_membership is not null || _cursors.Length > 0)
        {
            throw new InvalidOperationException("The consumer is already reading; open another one.");
        }

        _membership = groups.Join(GroupId, topics, options, listener, this);
    }

    public void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        CheckUsable();
        if (_membership is not null)
        {
            throw new InvalidOperationException("The consumer is subscribed; open another one to assign partitions.");
        }

        Replace([]);
        Replace([.. partitions.Select(static p =>
        {
            var cursor = new EmbeddedCursor(p.Partition);
            cursor.MoveTo(p.Offset);
            return cursor;
        })]);
    }

    public int Poll(TimeSpan timeout, IRawRecordHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckUsable();
        var started = timeout > TimeSpan.Zero ? Stopwatch.GetTimestamp() : 0;
        while (true)
        {
            var version = groups.Version;
            database.CheckOpen();
            _membership?.Settle();
            var count = HandOver(handler);
            if (count > 0 || timeout <= TimeSpan.Zero)
            {
                return count;
            }

            var left = timeout - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !groups.Wait(version, left, _membership))
            {
                return 0;
            }
        }
    }

    public void Pause(IReadOnlyCollection<TopicPartition> partitions) => SetPaused(partitions, true);

    public void Resume(IReadOnlyCollection<TopicPartition> partitions) => SetPaused(partitions, false);

    public void Seek(TopicPartition partition, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var cursor = Find(partition) ?? throw new InvalidOperationException($"Partition {partition} is not assigned to this consumer.");
        cursor.MoveTo(offset);
        DropBatchOf(cursor);
    }

    public long? Position(TopicPartition partition) => Find(partition) is not { Position: { } position } cursor ? null
        : cursor.Log is { } found && cursor.Next >= found.ReadableEnd ? Math.Max(position, found.ReadableEnd)
        : position;

    public bool IsAtEnd(TopicPartition partition) =>
        Find(partition) is { Position: not null, Log: { } found } cursor && cursor.Next >= found.ReadableEnd;

    public long? KnownEnd(TopicPartition partition) => Find(partition)?.Log?.End;

    public OffsetRange QueryOffsets(TopicPartition partition, TimeSpan timeout)
    {
        var found = store.Topics.Get(partition);
        if (found.HasOpenTransaction)
        {
            store.EndOverdueTransactions();
        }

        return new OffsetRange(found.Start, found.End);
    }

    public Task<long> QueryEndAsync(TopicPartition partition, TimeSpan timeout) => Task.FromResult(QueryOffsets(partition, timeout).End);

    public IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        var result = new Dictionary<TopicPartition, long>();
        foreach (var partition in partitions)
        {
            if (store.Committed(GroupId, partition) is { } offset)
            {
                result[partition] = offset;
            }
        }

        return result;
    }

    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        CheckUsable();
        store.Commit(offsets, GroupMetadata);
    }

    public void Dispose()
    {
        if (_isClosing)
        {
            return;
        }

        _isClosing = true;
        try
        {
            _membership?.Close();
        }
        finally
        {
            _isDisposed = true;
            Replace([]);
        }
    }

    void IPartitionHolder.Add(IReadOnlyCollection<TopicPartition> partitions) =>
        Replace([.. _cursors, .. partitions.Select(static p => new EmbeddedCursor(p))]);

    void IPartitionHolder.Remove(IReadOnlyCollection<TopicPartition> partitions) =>
        Replace(Array.FindAll(_cursors, c => !partitions.Contains(c.Id)));

    private int HandOver(IRawRecordHandler handler)
    {
        var count = 0;
        var idle = 0;
        while (count < options.MaxPollRecords && idle < _cursors.Length)
        {
            var cursor = _cursors[_turn % _cursors.Length];
            var served = Serve(cursor, handler, options.MaxPollRecords - count);
            count += served;
            if (served == 0 || !HasRecordsOf(cursor))
            {
                _turn = (_turn + 1) & int.MaxValue;
            }

            idle = served == 0 ? idle + 1 : 0;
        }

        return count;
    }

    /// <summary>Delivers the rest of a partition's current batch, or its next batch.</summary>
    private int Serve(EmbeddedCursor cursor, IRawRecordHandler handler, int limit)
    {
        if (cursor.IsPaused || (!HasRecordsOf(cursor) && !TryLoad(cursor)))
        {
            return 0;
        }

        var count = 0;
        while (count < limit && HasRecordsOf(cursor) && !cursor.IsPaused && !cursor.IsGone)
        {
            var record = _batch.Read(cursor.Id.Topic, cursor.Id.Partition, options.ReadHeaders);
            if (record.Offset < cursor.Next)
            {
                continue;
            }

            // Before the call: a handler that throws has already received the record, and a seek inside the handler takes precedence.
            cursor.MoveTo(record.Offset + 1);
            count++;
            handler.OnRecord(record);
        }

        return count;
    }

    private bool HasRecordsOf(EmbeddedCursor cursor) => _batchOf == cursor && _batch.HasNext;

    private bool TryLoad(EmbeddedCursor cursor)
    {
        if (!TryLocate(cursor, out var partition))
        {
            return false;
        }

        if (partition.HasOpenTransaction && cursor.Next >= partition.ReadableEnd)
        {
            store.EndOverdueTransactions();
        }

        var end = partition.ReadableEnd;
        if (cursor.Next >= end)
        {
            return false;
        }

        _batchOf = null;
        if (!partition.TryRead(cursor.Next, _batch))
        {
            // There are no records up to the end: a transaction was aborted, or the cleaner removed them.
            cursor.Next = Math.Max(cursor.Next, end);
            return false;
        }

        partition.ReadAhead(_batch);
        _batchOf = cursor;
        return true;
    }

    private bool TryLocate(EmbeddedCursor cursor, out PartitionLog partition)
    {
        if (cursor.Log is null or { IsDeleted: true })
        {
            cursor.Log = store.Topics.Find(cursor.Id);
        }

        partition = cursor.Log!;
        if (partition is null)
        {
            // Group members learn about a deleted topic from a rebalance; a consumer with manual assignment gets an exception.
            return _membership is not null ? false : throw new TopicNotFoundException(
                $"Partition {cursor.Id} does not exist in the {database.Description}. Create the topic, or correct the assignment.");
        }

        var wanted = cursor.Position is not null ? cursor.Next : options.GroupId is { } group ? store.Committed(group, cursor.Id) : null;
        var place = StartOffset.Choose(
            cursor.Id, wanted, new OffsetRange(partition.Start, partition.End), partition.ReadableEnd, options.OffsetReset, database.Description);
        if (cursor.Position is null || cursor.Next != place)
        {
            cursor.MoveTo(place);
        }

        return true;
    }

    private void SetPaused(IReadOnlyCollection<TopicPartition> partitions, bool value)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        foreach (var partition in partitions)
        {
            Find(partition)?.IsPaused = value;
        }
    }

    private void Replace(EmbeddedCursor[] cursors)
    {
        foreach (var cursor in _cursors)
        {
            if (!cursors.Contains(cursor))
            {
                cursor.IsGone = true;
                DropBatchOf(cursor);
            }
        }

        _cursors = cursors;
    }

    private void DropBatchOf(EmbeddedCursor cursor)
    {
        if (_batchOf == cursor)
        {
            _batchOf = null;
        }
    }

    private EmbeddedCursor? Find(TopicPartition partition)
    {
        foreach (var cursor in _cursors)
        {
            if (cursor.Id == partition)
            {
                return cursor;
            }
        }

        return null;
    }

    private void CheckUsable() => ObjectDisposedException.ThrowIf(_isDisposed, typeof(ILogConsumer));
}
