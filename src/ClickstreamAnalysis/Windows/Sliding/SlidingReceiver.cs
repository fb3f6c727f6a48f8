using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Topologies;
using ClickstreamAnalysis.Windows.Partials;

namespace ClickstreamAnalysis.Windows.Sliding;

/// <summary>Aggregates sliding windows in one task.</summary>
internal sealed class SlidingReceiver<TKey, TValue, TAggregate> : Receiver<TKey, TValue>, IExpiryHandler<TKey, SlidingEvents<TAggregate>>
    where TKey : notnull
{
    private readonly NodeContext _context;
    private readonly OperatorSite _site;
    private readonly TaskClock _clock;
    private readonly ExpiringTable<TKey, SlidingEvents<TAggregate>> _table;
    private readonly long _sizeMs;
    private readonly long _graceMs;
    private readonly RecordFold<TKey, TValue, TAggregate> _add;
    private readonly WindowMerger<TAggregate> _merger;
    private readonly List<LiveEntry<TKey, SlidingEvents<TAggregate>>> _changed = [];
    private readonly Receiver<Windowed<TKey>, TAggregate>? _updates;
    private readonly Receiver<Windowed<TKey>, TAggregate> _closed;
    private readonly Receiver<TKey, LateRecord<TValue>>? _late;

    public SlidingReceiver(SlidingNode<TKey, TValue, TAggregate> node, TaskAssembly assembly)
    {
        _context = assembly.CreateContext(node.Name, [node.Name]);
        _site = assembly.SiteOf(node.Name);
        _clock = _context.Clock;
        _table = _context.GetStore<ExpiringTable<TKey, SlidingEvents<TAggregate>>>(node.Name);
        _sizeMs = node.Windows.SizeMs;
        _graceMs = node.Windows.GraceMs;
        _add = node.Aggregator.Add;
        _merger = node.Merger;
        _context.OnStreamTime((streamTimeMs, ref most) => _table.Advance(streamTimeMs, this, ref most));
        _context.OnEndOfInput(_table.LatestDueMs);
        _context.OnCountOpen("sliding windows", most => _table.CountUpTo(most, static events => events.All.Length));
        _context.OnCommit(ForwardUpdates);

        // Connect downstream last, so that its callbacks in the task run after those of this node.
        _updates = node.Updates.IsUnused ? null : node.Updates.Connect(assembly);
        _closed = node.Closed.Connect(assembly);
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

    public void OnDue(LiveEntry<TKey, SlidingEvents<TAggregate>> entry)
    {
        CloseOver(entry.Key, entry.State);
        if (entry.State.All.IsEmpty)
        {
            _table.Remove(entry);
        }
        else
        {
            _table.Touch(entry, DueMs(entry.State));
        }
    }

    private void Accept(in Record<TKey, TValue> record)
    {
        if (record.Key is null)
        {
            _context.MarkRejected("window-null-key");
            return;
        }

        var streamTimeMs = _clock.StreamTimeMs;
        var timestampMs = record.TimestampMs;
        if (timestampMs + _sizeMs < streamTimeMs - _graceMs)
        {
            _context.MarkLate(LateReasons.WindowClosed, timestampMs, streamTimeMs - timestampMs - _sizeMs);
            _late?.Process(record.WithValue(new LateRecord<TValue>(record.Value, timestampMs, streamTimeMs, LateReasons.WindowClosed)));
            return;
        }

        var entry = _table.Find(record.Key);
        var events = entry?.State ?? new SlidingEvents<TAggregate>();

        // Close at each event, not only when stream time advances: what a window holds must not depend on when the table was last swept.
        CloseOver(record.Key, events);
        events.Set(timestampMs, _add.Invoke(events.TryGet(timestampMs, out var before) ? before : _merger.Start(), in record));
        if (timestampMs <= events.ClosedUpToMs)
        {
            _context.MarkPartlyLate(LateReasons.SomeWindowsClosed, timestampMs, streamTimeMs - timestampMs);
        }

        if (entry is null)
        {
            entry = _table.Add(record.Key, events, DueMs(events));
        }
        else
        {
            _table.Touch(entry, DueMs(events));
        }

        if (_updates is not null && !events.IsChanged)
        {
            events.IsChanged = true;
            _changed.Add(entry);
        }
    }

    /// <summary>Closes the windows of a key that stream time has passed, and removes the events that no later window can hold or begin after.</summary>
    private void CloseOver(TKey key, SlidingEvents<TAggregate> events)
    {
        var overMs = _clock.StreamTimeMs - _graceMs - 1;
        if (overMs <= events.ClosedUpToMs)
        {
            return;
        }

        var scan = new SlidingWindowScan<TAggregate>(events.All, _sizeMs, events.ClosedUpToMs);
        while (scan.MoveNext() && scan.LastMs <= overMs)
        {
            var value = scan.Merge(_merger);
            if (scan.IsChanged)
            {
                // Subscribers of updates must receive the final value too.
                Update(key, in scan, value);
            }

            _closed.Process(new(Key(key, scan.StartMs), value, scan.LastMs));
        }

        events.ClosedUpToMs = overMs;
        events.RemoveFirst(events.IndexAfter(overMs - _sizeMs - 1));
    }

    private void ForwardUpdates()
    {
        foreach (var entry in _changed)
        {
            var scan = new SlidingWindowScan<TAggregate>(entry.State.All, _sizeMs, entry.State.ClosedUpToMs);
            while (scan.MoveNext())
            {
                if (scan.IsChanged)
                {
                    Update(entry.Key, in scan, scan.Merge(_merger));
                }
            }

            entry.State.TakeChanges();
        }

        _changed.Clear();
    }

    private void Update(TKey key, in SlidingWindowScan<TAggregate> scan, TAggregate value) =>
        _updates?.Process(new(Key(key, scan.StartMs), value, scan.Events[^1].TimestampMs));

    private Windowed<TKey> Key(TKey key, long startMs) => new(key, startMs, startMs + _sizeMs + 1);

    /// <summary>The last stream time at which nothing changes: the earliest of a window's last moment, and the time after which the oldest event is not needed.</summary>
    private long DueMs(SlidingEvents<TAggregate> events)
    {
        var next = events.IndexAfter(events.ClosedUpToMs);
        var dueMs = events.All[0].TimestampMs + _sizeMs + 1;
        return (next < events.All.Length ? Math.Min(dueMs, events.All[next].TimestampMs) : dueMs) + _graceMs;
    }
}
