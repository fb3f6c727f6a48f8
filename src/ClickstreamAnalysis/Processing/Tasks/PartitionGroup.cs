using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Repartitioning;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>
/// The buffered records of a task with several inputs. It returns the record with the lowest event time, and none while an input is
/// empty and not known to be at its end. So in a replay of history, records of a topic that is far behind are not late.
/// </summary>
internal sealed class PartitionGroup(IReadOnlyList<TaskInput> inputs)
{
    /// <summary>The number of buffered records at which an input is paused.</summary>
    public const int HighWaterMark = 2_000;

    /// <summary>The number of buffered records at which a paused input is resumed.</summary>
    public const int LowWaterMark = 500;

    private readonly Queue<Waiting>[] _queues = [.. inputs.Select(_ => new Queue<Waiting>())];

    public int Count { get; private set; }

    public int WaitingOf(int input) => _queues[input].Count;

    public void Add(TaskInput input, in RawRecord record)
    {
        // Unreadable records and markers have no event time and are returned first.
        var timestampMs = TryPeekTimestamp(input, in record, out var time) ? time : long.MinValue;
        var key = record.HasKey ? record.Key.ToArray() : null;
        var value = record.HasValue ? record.Value.ToArray() : null;
        _queues[IndexOf(input)].Enqueue(new Waiting(timestampMs, record.Topic, record.Partition, record.Offset, record.TimestampMs, key, value, RecordHeaders.CopyOf(record.Headers)));
        Count++;
    }

    /// <summary>Reads the event times again that could not be read, because a serde is ready now.</summary>
    public void ReadTimesAgain()
    {
        for (var i = 0; i < _queues.Length; i++)
        {
            for (var left = _queues[i].Count; left > 0; left--)
            {
                var waiting = _queues[i].Dequeue();
                _queues[i].Enqueue(
                    waiting.EventTimeMs == long.MinValue && TryPeekTimestamp(inputs[i], waiting.ToRawRecord(), out var time) ? waiting with { EventTimeMs = time } : waiting);
            }
        }
    }

    /// <summary>Returns the next record in order of event time, which <see cref="Remove"/> removes; false when there is none yet.</summary>
    /// <param name="isAtEnd">Whether an input has been read to its end.</param>
    /// <param name="input">The input it belongs to.</param>
    /// <param name="record">The record.</param>
    public bool TryPeek(Func<TaskInput, bool> isAtEnd, out TaskInput input, out Waiting record)
    {
        var best = -1;
        for (var i = 0; i < _queues.Length; i++)
        {
            if (_queues[i].TryPeek(out var head))
            {
                if (best < 0 || head.EventTimeMs < _queues[best].Peek().EventTimeMs)
                {
                    best = i;
                }
            }
            else if (!isAtEnd(inputs[i]))
            {
                input = null!;
                record = default;
                return false;
            }
        }

        if (best < 0)
        {
            input = null!;
            record = default;
            return false;
        }

        input = inputs[best];
        record = _queues[best].Peek();
        return true;
    }

    /// <summary>Removes the next record of an input.</summary>
    public void Remove(TaskInput input)
    {
        _queues[IndexOf(input)].Dequeue();
        Count--;
    }

    private static bool TryPeekTimestamp(TaskInput input, in RawRecord record, out long timestampMs)
    {
        if (input.IsInternal)
        {
            timestampMs = record.TimestampMs;
            return !RepartitionFrame.IsMarkerOf(record.Value);
        }

        var source = new Topologies.SourceRecord(record.Key, record.HasKey, record.Value, record.HasValue, record.TimestampMs, headers: null);
        return input.Receiver.TryPeekTimestamp(in source, out timestampMs);
    }

    private int IndexOf(TaskInput input)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (ReferenceEquals(inputs[i], input))
            {
                return i;
            }
        }

        throw new ArgumentException("The input belongs to another task.", nameof(input));
    }

    /// <summary>A copy of a record that waits for its turn.</summary>
    internal readonly record struct Waiting(
        long EventTimeMs, string Topic, int Partition, long Offset, long TimestampMs, byte[]? Key, byte[]? Value, RecordHeaders? Headers)
    {
        public RawRecord ToRawRecord() => new(Topic, Partition, Offset, TimestampMs, Key, Key is not null, Value, Value is not null, Headers);
    }
}
