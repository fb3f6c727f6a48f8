using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Windows.Partials;

/// <summary>The first phase of a window operator in one task: judges lateness, aggregates, and sends partial results at each commit.</summary>
/// <remarks>
/// An event is late by the stream time of this task, so by the order of its own input partition, and not by how far other partitions are. The
/// task that merges is never ahead of that: what it gets is framed with the stream time of this task's previous commit.
/// </remarks>
internal sealed class WindowPartialReceiver<TKey, TValue, TAggregate> : Receiver<TKey, TValue>
    where TKey : notnull
{
    private readonly NodeContext _context;
    private readonly OperatorSite _site;
    private readonly TaskClock _clock;
    private readonly long? _delayMs;
    private readonly WindowTimes _times;
    private readonly PartialAggregates<TKey, TValue, TAggregate> _partials;
    private readonly IKeyValueStore<int, long> _streamTime;
    private readonly Receiver<TKey, LateRecord<TValue>>? _late;
    private long _storedMs = TaskClock.NotStarted;

    public WindowPartialReceiver(WindowPartialNode<TKey, TValue, TAggregate> node, TaskAssembly assembly)
    {
        _context = assembly.CreateContext(node.OperatorName, [node.Name]);
        _site = assembly.SiteOf(node.OperatorName);
        _clock = _context.Clock;
        _delayMs = assembly.InputDelayMs(node);
        _times = new WindowTimes(node.Windows);
        _streamTime = _context.GetStore<IKeyValueStore<int, long>>(node.Name);
        _context.OnCommit(StoreStreamTime);
        _partials = new(_context, node.Aggregator);

        // Connect downstream last, so that its callbacks in the task run after those of this node.
        _partials.Connect(node.Partials.Connect(assembly));
        _late = node.Late.IsUnused ? null : node.Late.Connect(assembly);
    }

    public override void Process(in Record<TKey, TValue> record)
    {
        try
        {
            Accept(in record);
        }
        catch (Exception error) when (_site.Threw(error))
        {
            throw;
        }
    }

    private void Accept(in Record<TKey, TValue> record)
    {
        if (record.Key is null)
        {
            _context.MarkRejected("window-null-key");
            return;
        }

        var streamTimeMs = JudgedAgainstMs();
        var timestampMs = record.TimestampMs;
        var lastStartMs = _times.LastStartMs(timestampMs);
        var all = _times.Count(timestampMs, lastStartMs);
        var count = _times.CountOpen(lastStartMs, streamTimeMs, all);
        if (count == 0)
        {
            _context.MarkLate(LateReasons.WindowClosed, timestampMs, _times.NeededGraceMs(lastStartMs, all, streamTimeMs));
            _late?.Process(record.WithValue(new LateRecord<TValue>(record.Value, timestampMs, streamTimeMs, LateReasons.WindowClosed)));
            return;
        }

        _partials.Add(new(record.Key, lastStartMs, count), in record);
        if (count < all)
        {
            _context.MarkPartlyLate(LateReasons.SomeWindowsClosed, timestampMs, _times.NeededGraceMs(lastStartMs, all, streamTimeMs));
        }
    }

    /// <summary>Changes the task's state, because a change of state carries stream time to its changelog.</summary>
    private void StoreStreamTime()
    {
        if (_clock.StreamTimeMs > _storedMs)
        {
            _storedMs = _clock.StreamTimeMs;
            _streamTime.Put(0, _storedMs);
        }
    }

    /// <summary>
    /// The stream time by which events are late. Results that an operator before this one held back may be any time behind stream time and are
    /// not late here, as they are not behind a repartition topic without a first phase.
    /// </summary>
    private long JudgedAgainstMs() =>
        _delayMs is { } delayMs && _clock.StreamTimeMs >= delayMs ? _clock.StreamTimeMs - delayMs : TaskClock.NotStarted;
}
