using ClickstreamAnalysis;
using ClickstreamAnalysis.Logs;

namespace ShopAnalytics.Results;

/// <summary>Reads the output topics as any other program would: committed records only.</summary>
internal sealed class ResultsReader : IDisposable
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    private readonly IRecordLog _log;
    private readonly string? _group;
    private readonly TopicPartition[] _partitions;
    private readonly Dispatcher _dispatcher;
    private readonly IResultsListener _listener;
    private ILogConsumer _consumer;
    private long[] _printed;

    /// <param name="log">The log.</param>
    /// <param name="topics">The output topics.</param>
    /// <param name="group">The consumer group whose last run to continue; null to read everything.</param>
    /// <param name="decode">Passes a record to the listener.</param>
    /// <param name="listener">Receives the results.</param>
    /// <param name="timeout">The limit of one request.</param>
    public ResultsReader(
        IRecordLog log, IReadOnlyList<ResultTopic> topics, string? group, ResultDecoder decode, IResultsListener listener, TimeSpan timeout)
    {
        (_log, _group, _listener) = (log, group, listener);
        _dispatcher = new Dispatcher(decode, listener);
        _partitions = [.. topics.SelectMany(t => Enumerable.Range(0, t.Partitions).Select(p => new TopicPartition(t.Name, p)))];
        _consumer = Open();
        try
        {
            var committed = group is not null ? _consumer.Committed(_partitions, timeout) : new Dictionary<TopicPartition, long>();
            var newest = topics.SelectMany(t => Enumerable.Repeat(t.Newest, t.Partitions)).ToArray();
            var starts = _partitions
                .Select((p, i) => new TopicPartitionOffset(p, committed.TryGetValue(p, out var offset) ? offset : StartOf(p, newest[i], timeout)))
                .ToArray();
            _printed = [.. starts.Select(s => s.Offset)];
            _consumer.Assign(starts);
        }
        catch
        {
            // The caller tries again with another consumer. A client that is not disposed keeps running.
            _consumer.Dispose();
            throw;
        }
    }

    /// <summary>Passes on the available records, after a short wait for them.</summary>
    public void ReadSome()
    {
        if (_consumer.Poll(s_wait, _dispatcher) > 0)
        {
            _listener.OnBatchEnd();
            CommitPrinted();
        }
    }

    /// <summary>Passes on everything that is committed by now, as far as the log returns it within a time.</summary>
    /// <returns>Whether that was everything.</returns>
    public bool ReadToEnd(TimeSpan limit, TimeProvider clock)
    {
        var started = clock.GetTimestamp();

        // A consumer knows the end of a partition as of its last fetch, which may be older than this call. A new consumer has to fetch.
        var reached = Positions().Select((offset, i) => new TopicPartitionOffset(_partitions[i], offset)).ToArray();
        _consumer.Dispose();
        _consumer = Open();
        _consumer.Assign(reached);
        while (!_partitions.All(_consumer.IsAtEnd) && clock.GetElapsedTime(started) < limit)
        {
            _consumer.Poll(s_wait, _dispatcher);
        }

        var isAll = _partitions.All(_consumer.IsAtEnd);
        _listener.OnBatchEnd();
        if (isAll)
        {
            CommitPrinted();
        }

        return isAll;
    }

    public void Dispose() => _consumer.Dispose();

    private ILogConsumer Open() => _log.CreateConsumer(
        new LogConsumerOptions { GroupId = _group, ClientId = "shop-results", Isolation = IsolationLevel.ReadCommitted });

    private long StartOf(TopicPartition partition, int? newest, TimeSpan timeout)
    {
        var range = _consumer.QueryOffsets(partition, timeout);
        return newest is { } count ? Math.Max(range.Start, range.End - count) : range.Start;
    }

    private long[] Positions() => [.. _partitions.Select((p, i) => _consumer.Position(p) ?? _printed[i])];

    // Commits after printing: a run that is killed in between prints some lines again and never omits one.
    private void CommitPrinted()
    {
        if (_group is null)
        {
            return;
        }

        var positions = Positions();
        var moved = _partitions.Select((p, i) => new TopicPartitionOffset(p, positions[i])).Where((p, i) => p.Offset > _printed[i]).ToArray();
        if (moved.Length > 0)
        {
            _consumer.Commit(moved);
            _printed = positions;
        }
    }

    private sealed class Dispatcher(ResultDecoder decode, IResultsListener listener) : IRawRecordHandler
    {
        public void OnRecord(in RawRecord record) => decode(in record, listener);
    }
}

/// <summary>Passes a record of an output topic to the listener.</summary>
internal delegate void ResultDecoder(in RawRecord record, IResultsListener listener);
