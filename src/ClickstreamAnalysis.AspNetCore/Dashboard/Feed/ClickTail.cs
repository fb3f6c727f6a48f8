using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>
/// Samples the clicks of a topic: reads a few of the last records of each partition, however many there are. Belongs to one thread.
/// </summary>
/// <remarks>A reader of the whole topic would cost as much as the application itself.</remarks>
internal sealed class ClickTail : IRawRecordHandler, IDisposable
{
    /// <summary>How many clicks a sample has at most.</summary>
    public const int MaxClicks = 20;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<int, long> _next = [];
    private readonly List<SampledClick> _sample = [];
    private readonly ILogConsumer _consumer;
    private readonly TopicPartition[] _partitions;
    private readonly ClickJudge _judge;

    public ClickTail(IRecordLog log, string topic, int partitions, ClickJudge judge)
    {
        _judge = judge;
        _partitions = [.. Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition))];
        _consumer = log.CreateConsumer(new LogConsumerOptions { ClientId = "dashboard", MaxPollRecords = MaxClicks, QueueBytes = 1 << 20 });
        try
        {
            _consumer.Assign([.. _partitions.Select(partition => new TopicPartitionOffset(partition, _next[partition.Partition] = _consumer.QueryOffsets(partition, s_timeout).End))]);
        }
        catch
        {
            _consumer.Dispose();
            throw;
        }
    }

    /// <summary>Reads a sample of what came since the last one.</summary>
    /// <exception cref="RecordLogException">The log does not answer.</exception>
    public Clicks Read()
    {
        _sample.Clear();
        var skipped = 0L;
        var share = Math.Max(1, MaxClicks / _partitions.Length);
        foreach (var partition in _partitions)
        {
            var end = _consumer.QueryOffsets(partition, s_timeout).End;
            var from = Math.Max(_next[partition.Partition], end - share);
            if (from > _next[partition.Partition])
            {
                skipped += from - _next[partition.Partition];
                _consumer.Seek(partition, from);
                _next[partition.Partition] = from;
            }
        }

        for (var polls = 0; polls < 3 && _sample.Count < MaxClicks; polls++)
        {
            if (_consumer.Poll(s_poll, this) == 0)
            {
                break;
            }
        }

        return new Clicks([.. _sample.TakeLast(MaxClicks)], skipped);
    }

    public void OnRecord(in RawRecord record)
    {
        _next[record.Partition] = record.Offset + 1;
        _sample.Add(_judge.Judge(record));
    }

    public void Dispose() => _consumer.Dispose();
}
