using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Windows;

/// <summary>Aggregates windows in one task.</summary>
internal sealed class WindowReceiver<TKey, TValue, TAggregate> : Receiver<TKey, TValue>, IExpiryHandler<TKey, OpenWindows<TAggregate>>
    where TKey : notnull
{
    private readonly NodeContext _context;
    private readonly OperatorSite _site;
    private readonly TaskClock _clock;
    private readonly ExpiringTable<TKey, OpenWindows<TAggregate>> _table;
    private readonly long _sizeMs;
    private readonly long _advanceMs;
    private readonly long _openMs;
    private readonly long _graceMs;
    private readonly TAggregate[] _values;
    private readonly Func<TAggregate> _start;
    private readonly RecordFold<TKey, TValue, TAggregate> _add;
    private readonly Receiver<Windowed<TKey>, TAggregate>? _updates;
    private readonly Receiver<Windowed<TKey>, TAggregate> _closed;
    private readonly Receiver<TKey, LateRecord<TValue>>? _late;
    private readonly List<LiveEntry<TKey, OpenWindows<TAggregate>>> _changed = [];

    public WindowReceiver(WindowNode<TKey, TValue, TAggregate> node, TimeWindows windows, WindowAggregator<TKey, TValue, TAggregate> aggregator, TaskAssembly assembly)
    {
        _context = assembly.CreateContext(node.Name, [node.Name]);
        _site = assembly.SiteOf(node.Name);
        _clock = _context.Clock;
        _table = _context.GetStore<ExpiringTable<TKey, OpenWindows<TAggregate>>>(node.Name);
        _sizeMs = windows.SizeMs;
        _advanceMs = windows.AdvanceMs;
        _openMs = windows.OpenMs;
        _graceMs = windows.GraceMs;
        _values = new TAggregate[(int)((_sizeMs + _advanceMs - 1) / _advanceMs)];
        _start = aggregator.Start;
        _add = aggregator.Add;
        _context.OnStreamTime((streamTimeMs, ref most) => _table.Advance(streamTimeMs, this, ref most));
        _context.OnEndOfInput(_table.LatestDueMs);
        _context.OnCountOpen("windows", most => _table.CountUpTo(most, static windows => windows.All.Length));
        _context.OnCommit(ForwardUpdates);
        _context.OnDiscard(_changed.Clear);

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

    private void Accept(in Record<TKey, TValue> record)
    {
        if (record.Key is null)
        {
            _context.MarkRejected("window-null-key");
            return;
        }

        var streamTimeMs = _clock.StreamTimeMs;
        var timestampMs = record.TimestampMs;
        var startMs = LastStartMs(timestampMs);
        if (IsOver(startMs, streamTimeMs))
        {
            _context.MarkLate(LateReasons.WindowClosed, timestampMs, NeededGraceMs(timestampMs, streamTimeMs));
            _late?.Process(record.WithValue(new LateRecord<TValue>(record.Value, record.TimestampMs, streamTimeMs, LateReasons.WindowClosed)));
            return;
        }

        var entry = _table.Find(record.Key);
        var windows = entry?.State ?? new OpenWindows<TAggregate>();

        // Compute all values before changing any window, so that an event counts in no window when the user's code throws.
        var count = 0;
        for (; count < _values.Length && IsOpenFor(timestampMs, startMs - (count * _advanceMs), streamTimeMs); count++)
        {
            var value = windows.TryGet(startMs - (count * _advanceMs), out var before) ? before : _start();
            _values[count] = _add.Invoke(value, in record);
        }

        if (count < _values.Length && startMs - (count * _advanceMs) > timestampMs - _sizeMs)
        {
            _context.MarkPartlyLate(LateReasons.SomeWindowsClosed, timestampMs, NeededGraceMs(timestampMs, streamTimeMs));
        }

        for (var i = 0; i < count; i++)
        {
            ref var window = ref windows.At(startMs - (i * _advanceMs));
            window.Value = _values[i];
            window.LatestMs = window.IsChanged ? Math.Max(window.LatestMs, timestampMs) : timestampMs;
            window.IsChanged = true;
        }

        if (entry is null)
        {
            entry = _table.Add(record.Key, windows, DueMs(windows));
        }
        else
        {
            _table.Touch(entry, DueMs(windows));
        }

        if (_updates is not null && !windows.IsChanged)
        {
            windows.IsChanged = true;
            _changed.Add(entry);
        }
    }

    public void OnDue(LiveEntry<TKey, OpenWindows<TAggregate>> entry)
    {
        var streamTimeMs = _clock.StreamTimeMs;
        var over = 0;
        foreach (ref readonly var window in entry.State.All)
        {
            if (!IsOver(window.StartMs, streamTimeMs))
            {
                break;
            }

            over++;
            if (window.IsChanged)
            {
                // Subscribers of updates must receive the final value too.
                Update(entry.Key, in window);
            }

            _closed.Process(new(Key(entry.Key, window.StartMs), window.Value, window.StartMs + _sizeMs - 1));
        }

        entry.State.RemoveFirst(over);
        if (entry.State.All.IsEmpty)
        {
            _table.Remove(entry);
        }
        else
        {
            _table.Touch(entry, DueMs(entry.State));
        }
    }

    private void ForwardUpdates()
    {
        foreach (var entry in _changed)
        {
            foreach (ref readonly var window in entry.State.All)
            {
                if (window.IsChanged)
                {
                    Update(entry.Key, in window);
                }
            }

            entry.State.TakeChanges();
        }

        _changed.Clear();
    }

    private void Update(TKey key, in OpenWindows<TAggregate>.Window window) =>
        _updates?.Process(new(Key(key, window.StartMs), window.Value, window.LatestMs));

    private Windowed<TKey> Key(TKey key, long startMs) => new(key, startMs, startMs + _sizeMs);

    /// <summary>The start of the last window that contains this time.</summary>
    private long LastStartMs(long timestampMs)
    {
        var into = timestampMs % _advanceMs;
        return timestampMs - (into < 0 ? into + _advanceMs : into);
    }

    /// <summary>The shortest grace period with which every window of this event would still be open.</summary>
    private long NeededGraceMs(long timestampMs, long streamTimeMs)
    {
        var startMs = LastStartMs(timestampMs);
        startMs -= (startMs - (timestampMs - _sizeMs) - 1) / _advanceMs * _advanceMs;
        return _graceMs + (streamTimeMs - startMs - _openMs) + 1;
    }

    private bool IsOpenFor(long timestampMs, long startMs, long streamTimeMs) =>
        startMs > timestampMs - _sizeMs && !IsOver(startMs, streamTimeMs);

    private bool IsOver(long startMs, long streamTimeMs) => streamTimeMs - startMs >= _openMs;

    private long DueMs(OpenWindows<TAggregate> windows)
    {
        var startMs = windows.All[0].StartMs;

        // The last stream time at which the window is open: an entry is due once stream time is past this time.
        return startMs > long.MaxValue - 1 - _openMs ? long.MaxValue - 1 : startMs + _openMs - 1;
    }
}
