using System.Diagnostics;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>Reads a <see cref="SimulatedLog"/>.</summary>
internal sealed class SimulatedConsumer(SimulatedLog log, SimulatedConnection connection, LogConsumerOptions options) : ILogConsumer, IPartitionHolder
{
    // In read order; a poll starts after the partition at which the previous one ended.
    private readonly List<SimulatedCursor> _cursors = [];
    private GroupMembership? _membership;
    private int _next;
    private bool _isClosing;
    private bool _isDisposed;

    public IReadOnlyCollection<TopicPartition> Assignment => [.. _cursors.Select(static c => c.Id)];

    public ConsumerGroupMetadata GroupMetadata => log.Groups.GetMetadata(GroupId, _membership);

    private string GroupId => options.GroupId ?? throw new InvalidOperationException("The consumer was opened without a group.");

    public void Subscribe(IReadOnlyCollection<string> topics, IAssignmentListener listener)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(listener);
        CheckUsable();
        if (_membership is not null || _cursors.Count > 0)
        {
            throw new InvalidOperationException("The consumer is already reading; open another one.");
        }

        _membership = log.Groups.Join(GroupId, topics, options, listener, this);
    }

    public void Assign(IReadOnlyCollection<TopicPartitionOffset> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        CheckUsable();
        if (_membership is not null)
        {
            throw new InvalidOperationException("The consumer is subscribed; open another one to assign partitions.");
        }

        Remove(Assignment);
        _cursors.AddRange(partitions.Select(static p => new SimulatedCursor(p.Partition) { Position = p.Offset }));
    }

    public int Poll(TimeSpan timeout, IRawRecordHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckUsable();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var (version, limit) = Start();
            _membership?.Settle();
            var count = HandOver(handler, limit);
            var left = timeout - Stopwatch.GetElapsedTime(started);
            if (count > 0 || left <= TimeSpan.Zero || !log.Groups.Wait(version, left, _membership))
            {
                return count;
            }
        }
    }

    public void Pause(IReadOnlyCollection<TopicPartition> partitions) => SetPaused(partitions, true);

    public void Resume(IReadOnlyCollection<TopicPartition> partitions) => SetPaused(partitions, false);

    public void Seek(TopicPartition partition, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var cursor = Find(partition) ?? throw new InvalidOperationException($"Partition {partition} is not assigned to this consumer.");
        cursor.Position = offset;
    }

    public long? Position(TopicPartition partition)
    {
        lock (log.Gate)
        {
            return Find(partition)?.Position is not { } position ? null
                : log.FindPartition_NeedsLock(partition) is not { } found || found.FirstReadable(position, options.Isolation) is not null ? position
                : Math.Max(position, found.ReadableEnd(options.Isolation));
        }
    }

    public bool IsAtEnd(TopicPartition partition)
    {
        lock (log.Gate)
        {
            return Find(partition) is { Position: { } position }
                && log.FindPartition_NeedsLock(partition)?.FirstReadable(position, options.Isolation) is null;
        }
    }

    public long? KnownEnd(TopicPartition partition)
    {
        lock (log.Gate)
        {
            return Find(partition) is { WasRead: true } ? log.FindPartition_NeedsLock(partition)?.End : null;
        }
    }

    public OffsetRange QueryOffsets(TopicPartition partition, TimeSpan timeout)
    {
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            log.Chance.ThrowIfFires(SimulatedFault.QueryFailed);
            log.Pass_NeedsLock();
            var found = log.GetPartition_NeedsLock(partition);
            return new OffsetRange(found.Start, found.End);
        }
    }

    public Task<long> QueryEndAsync(TopicPartition partition, TimeSpan timeout) => Task.FromResult(QueryOffsets(partition, timeout).End);

    public IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            log.Chance.ThrowIfFires(SimulatedFault.QueryFailed);
            var result = new Dictionary<TopicPartition, long>();
            foreach (var partition in partitions)
            {
                if (log.Committed_NeedsLock(GroupId, partition) is { } offset)
                {
                    result[partition] = offset;
                }
            }

            return result;
        }
    }

    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        CheckUsable();
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            log.Chance.ThrowIfFires(SimulatedFault.OffsetCommitFailed);
            log.CheckMayCommit_NeedsLock(GroupMetadata, offsets);
            foreach (var (partition, offset) in offsets)
            {
                log.SetCommitted_NeedsLock(GroupId, partition, offset);
            }

            log.Chance.ThrowIfFires(SimulatedFault.OffsetCommitAnswerLost);
        }
    }

    public void Dispose()
    {
        if (_isClosing)
        {
            return;
        }

        _isClosing = true;
        if (connection.IsCrashed)
        {
            _isDisposed = true;
            return;
        }

        try
        {
            _membership?.Close();
        }
        finally
        {
            _isDisposed = true;
            Remove(Assignment);
        }
    }

    void IPartitionHolder.Add(IReadOnlyCollection<TopicPartition> partitions) =>
        _cursors.AddRange(partitions.Select(static p => new SimulatedCursor(p)));

    void IPartitionHolder.Remove(IReadOnlyCollection<TopicPartition> partitions) => Remove(partitions);

    private (long Version, int Limit) Start()
    {
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            log.Pass_NeedsLock();
            log.Chance.ThrowIfFires(SimulatedFault.PollFailed);
            if (_membership is { IsMember: true } && log.Chance.Fires(SimulatedFault.PartitionsLost))
            {
                _membership.Expel();
            }

            if (_membership is not null && log.Chance.Fires(SimulatedFault.Rebalance))
            {
                log.Groups.Shuffle(GroupId);
            }

            var limit = options.MaxPollRecords;
            if (log.Chance.Fires(SimulatedFault.ShortPoll))
            {
                limit = 1 + log.Chance.Below(limit);
            }

            return (log.Groups.Version, log.Chance.Fires(SimulatedFault.EmptyPoll) ? 0 : limit);
        }
    }

    private void Remove(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (Find(partition) is { } cursor)
            {
                cursor.IsGone = true;
                _cursors.Remove(cursor);
            }
        }

        _next = 0;
    }

    private int HandOver(IRawRecordHandler handler, int limit)
    {
        var count = 0;
        var cursors = _cursors.ToArray();
        for (var i = 0; i < cursors.Length && count < limit; i++)
        {
            var cursor = cursors[(_next + i) % cursors.Length];
            while (count < limit && !cursor.IsGone && TryNext(cursor) is { } entry)
            {
                // Before the call: a handler that throws has already received the record, and a seek inside the handler takes precedence.
                cursor.Position = entry.Offset + 1;
                count++;
                handler.OnRecord(new RawRecord(
                    cursor.Id.Topic, cursor.Id.Partition, entry.Offset, entry.TimestampMs, entry.Key, entry.Key is not null,
                    entry.Value, entry.Value is not null, options.ReadHeaders ? entry.Headers : null));
            }
        }

        _next = cursors.Length == 0 ? 0 : (_next + 1) % cursors.Length;
        return count;
    }

    private SimulatedEntry? TryNext(SimulatedCursor cursor)
    {
        if (cursor.IsPaused)
        {
            return null;
        }

        lock (log.Gate)
        {
            cursor.WasRead = true;
            var partition = log.FindPartition_NeedsLock(cursor.Id);
            if (partition is null)
            {
                // Group members learn about a deleted topic from a rebalance; a consumer with manual assignment gets an exception.
                return _membership is not null ? null : throw new TopicNotFoundException(
                    $"Partition {cursor.Id} does not exist in the {log.Description}. Create the topic, or correct the assignment.");
            }

            return Locate_NeedsLock(cursor, partition) is { } position ? partition.FirstReadable(position, options.Isolation) : null;
        }
    }

    private long? Locate_NeedsLock(SimulatedCursor cursor, SimulatedPartition partition)
    {
        var wanted = cursor.Position;
        if (wanted is null && options.GroupId is { } group)
        {
            if (log.IsOffsetPending_NeedsLock(group, cursor.Id))
            {
                return null;
            }

            wanted = log.Committed_NeedsLock(group, cursor.Id);
        }

        return cursor.Position = StartOffset.Choose(
            cursor.Id, wanted, new OffsetRange(partition.Start, partition.End), partition.ReadableEnd(options.Isolation), options.OffsetReset, log.Description);
    }

    private void SetPaused(IReadOnlyCollection<TopicPartition> partitions, bool value)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        foreach (var partition in partitions)
        {
            Find(partition)?.IsPaused = value;
        }
    }

    private SimulatedCursor? Find(TopicPartition partition) => _cursors.Find(c => c.Id == partition);

    private void CheckUsable()
    {
        lock (log.Gate)
        {
            connection.ThrowIfCrashed_NeedsLock();
        }

        ObjectDisposedException.ThrowIf(_isDisposed, typeof(ILogConsumer));
    }
}
