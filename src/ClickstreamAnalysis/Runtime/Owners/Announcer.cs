using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Queries;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Owners;

/// <summary>
/// Reads the instances topic, and writes to it what it does not say yet about the tasks of this instance. Compares the two in each turn instead of
/// queueing changes, so a failed or reordered write is repaired by a later turn. Failures are logged and retried. One thread at a time uses it.
/// </summary>
internal sealed class Announcer(IRecordLog log, StreamsOptions options, string topic, string instance, string run, TaskBoard tasks, ILogger logger)
    : IRawRecordHandler, IDisposable
{
    private static readonly TimeSpan s_retryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_logInterval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_longestFlush = TimeSpan.FromSeconds(5);

    private readonly TopicPartition _partition = new(topic, 0);
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly Dictionary<TaskId, long> _announced = [];
    private readonly TimeSpan _timeout = options.RequestTimeout < s_longestFlush ? options.RequestTimeout : s_longestFlush;
    private Task? _preparation;
    private ILogConsumer? _consumer;
    private ILogProducer? _producer;
    private AnnouncedTasks _reading = new(run);
    private volatile AnnouncedTasks? _current;
    private long _end;
    private long _written = -1;
    private long? _failedAt;
    private long? _loggedAt;

    /// <summary>The announcements, read to the end at least once; null before that. May be read from any thread.</summary>
    public AnnouncedTasks? Current => _current;

    /// <summary>How long to wait before the next turn, after a failure.</summary>
    public TimeSpan Pause => _failedAt is { } failed && _time.GetElapsedTime(failed) is var passed && passed < s_retryPause ? s_retryPause - passed : TimeSpan.Zero;

    /// <summary>Reads what is new, and announces what has changed here. Throws nothing.</summary>
    /// <param name="wait">How long to wait for new announcements.</param>
    /// <returns>Whether anything was read or written.</returns>
    public bool Turn(TimeSpan wait)
    {
        if (Pause > TimeSpan.Zero)
        {
            return false;
        }

        try
        {
            if (!IsPrepared(wait))
            {
                return false;
            }

            var any = Read(wait) | Write();
            EndFailure();
            return any;
        }
        catch (Exception error)
        {
            // Nothing of this may stop the application: its results do not depend on it.
            Fail(error);
            return false;
        }
    }

    /// <summary>Announces what has changed, for the last time. Throws nothing.</summary>
    public void Finish()
    {
        try
        {
            if (_consumer is not null)
            {
                Write();
            }
        }
        catch (Exception error)
        {
            Fail(error);
        }

        _current = null;
    }

    public void Dispose()
    {
        (IDisposable?[] clients, _producer, _consumer) = ([_producer, _consumer], null, null);
        foreach (var client in clients)
        {
            try
            {
                client?.Dispose();
            }
            catch (Exception error)
            {
                logger.AnnouncementsFail(error, topic, error.Message);
            }
        }
    }

    public void OnRecord(in RawRecord record)
    {
        if (record.Key.SequenceEqual(Announcement.StartKey))
        {
            return;
        }

        if (!record.HasKey || Announcement.ParseKey(record.Key) is not { } task)
        {
            logger.AnnouncementUnreadable(record.Offset, topic);
        }
        else if (!record.HasValue)
        {
            _reading.Remove(task);
        }
        else if (Announcement.Parse(record.Value) is { } announcement)
        {
            _reading.Apply(task, announcement);
        }
        else
        {
            logger.AnnouncementUnreadable(record.Offset, topic);
        }
    }

    private bool IsPrepared(TimeSpan wait)
    {
        if (_consumer is not null)
        {
            return true;
        }

        _preparation ??= PrepareTopicAsync();
        if (!_preparation.IsCompleted && wait > TimeSpan.Zero)
        {
            ((IAsyncResult)_preparation).AsyncWaitHandle.WaitOne(wait);
        }

        if (!_preparation.IsCompleted)
        {
            return false;
        }

        _preparation.GetAwaiter().GetResult();
        _producer = log.CreateProducer(new LogProducerOptions { ClientId = $"{options.ApplicationId}-instances", DeliveryTimeout = _timeout, Linger = TimeSpan.Zero });

        // A Kafka producer takes a second to find the leader for its first record, which the announcements would otherwise wait for.
        Produce(Announcement.StartKey, null);
        _consumer = log.CreateConsumer(new LogConsumerOptions
        {
            ClientId = $"{options.ApplicationId}-instances",
            OffsetReset = OffsetReset.Fail,
            QueueBytes = 1 << 20,
        });
        var range = _consumer.QueryOffsets(_partition, options.RequestTimeout);
        _end = range.End;
        _reading = new AnnouncedTasks(run);
        _consumer.Assign([new TopicPartitionOffset(_partition, range.Start)]);
        return true;
    }

    private async Task PrepareTopicAsync()
    {
        if (await log.Admin.DescribeTopicAsync(topic).ConfigureAwait(false) is null)
        {
            await log.Admin.CreateTopicAsync(new TopicSpecification(topic, 1) { Compacted = true }).ConfigureAwait(false);
        }
        else if (!await log.Admin.IsCompactedAsync(topic).ConfigureAwait(false))
        {
            logger.AnnouncementsExpire(topic);
        }
    }

    private bool Read(TimeSpan wait)
    {
        var any = _consumer!.Poll(wait, this) > 0;
        if (_current != _reading && _consumer.Position(_partition) >= _end)
        {
            _current = _reading;
        }

        return any;
    }

    private bool Write()
    {
        var due = FindDue();
        if (due.Count == 0)
        {
            return false;
        }

        foreach (var (task, announcement) in due)
        {
            Produce(Announcement.KeyOf(task), announcement.ToJson());
        }

        _producer!.Flush(_timeout);
        _written = _producer.LastOffset(_partition);
        foreach (var (task, announcement) in due)
        {
            if (announcement.IsClaim)
            {
                _announced[task] = announcement.Sequence;
            }
            else
            {
                _announced.Remove(task);
            }
        }

        return true;
    }

    private List<(TaskId Task, Announcement Announcement)> FindDue()
    {
        // The log has not been read yet, or not what this instance wrote: only after that a difference is one.
        var hasReadOwn = _current is not null && (_written < 0 || _consumer!.Position(_partition) > _written);
        var due = new List<(TaskId, Announcement)>();
        var held = tasks.ReadHeld();
        foreach (var (id, task) in held)
        {
            if (_announced.GetValueOrDefault(id) != task.Sequence || (hasReadOwn && IsLost(id, task)))
            {
                due.Add((id, Claim(task)));
            }
        }

        var kept = held.Select(static task => task.Key).ToHashSet();
        var released = _announced.Keys.Concat(hasReadOwn ? _current!.Own() : []).Where(id => !kept.Contains(id)).Distinct();
        due.AddRange(released.Select(id => (id, Release())));
        return due;
    }

    /// <summary>
    /// Whether the log does not say that this instance has a task although it was announced. Another instance's claim is not contradicted: it came
    /// later, so that instance has the task now.
    /// </summary>
    private bool IsLost(TaskId id, HeldTask task) => _current!.Find(id)?.Last is not { } last
        || !last.IsClaim
        || (last.Run == run && last.Sequence != task.Sequence);

    private Announcement Claim(HeldTask task) => new(
        Announcement.CurrentFormat, task.IsRunning ? AnnouncedState.Running : AnnouncedState.Restoring, instance, run, task.Sequence, options.AdvertisedAddress,
        task.Since.ToUnixTimeMilliseconds());

    private Announcement Release() => new(
        Announcement.CurrentFormat, AnnouncedState.Released, instance, run, 0, Address: null, _time.GetUtcNow().ToUnixTimeMilliseconds());

    private void Produce(byte[] key, byte[]? value) =>
        _producer!.Produce(new RawRecord(topic, 0, -1, _time.GetUtcNow().ToUnixTimeMilliseconds(), key, true, value, value is not null));

    /// <summary>Closes the clients. The next attempt reads the topic from its start, because it may have been created again.</summary>
    private void Fail(Exception error)
    {
        _failedAt = _time.GetTimestamp();
        if (_loggedAt is not { } logged || _time.GetElapsedTime(logged) >= s_logInterval)
        {
            _loggedAt = _failedAt;
            logger.AnnouncementsFail(error, topic, error.Message);
        }

        _preparation = null;
        _written = -1;
        Dispose();
    }

    private void EndFailure()
    {
        if (_failedAt is not null && _current == _reading)
        {
            (_failedAt, _loggedAt) = (null, null);
            logger.AnnouncementsWork(topic);
        }
    }
}
