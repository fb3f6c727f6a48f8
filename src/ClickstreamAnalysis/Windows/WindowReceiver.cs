using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Windows;

/// <summary>Aggregates windows in one task.</summary>
internal sealed class WindowReceiver<TKey, TValue, TAggregate> : Receiver<TKey, TValue>
    where TKey : notnull
{
    private readonly NodeContext _context;
    private readonly OperatorSite _site;
    private readonly TaskClock _clock;
    private readonly WindowTimes _times;
    private readonly OpenWindowsTable<TKey, TAggregate> _table;
    private readonly TAggregate[] _values;
    private readonly Func<TAggregate> _start;
    private readonly RecordFold<TKey, TValue, TAggregate> _add;
    private readonly Receiver<TKey, LateRecord<TValue>>? _late;

    public WindowReceiver(WindowNode<TKey, TValue, TAggregate> node, TimeWindows windows, WindowAggregator<TKey, TValue, TAggregate> aggregator, TaskAssembly assembly)
    {
        _context = assembly.CreateContext(node.Name, [node.Name]);
        _site = assembly.SiteOf(node.Name);
        _clock = _context.Clock;
        _times = new WindowTimes(windows);
        _table = new(_context, node.Name, _times);
        _values = new TAggregate[_times.MaxCount];
        _start = aggregator.Start;
        _add = aggregator.Add;

        // Connect downstream last, so that its callbacks in the task run after those of this node.
        _table.Connect(node.Updates.IsUnused ? null : node.Updates.Connect(assembly), node.Closed.Connect(assembly));
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
        var lastStartMs = _times.LastStartMs(timestampMs);
        var all = _times.Count(timestampMs, lastStartMs);
        var count = _times.CountOpen(lastStartMs, streamTimeMs, all);
        if (count == 0)
        {
            _context.MarkLate(LateReasons.WindowClosed, timestampMs, _times.NeededGraceMs(lastStartMs, all, streamTimeMs));
            _late?.Process(record.WithValue(new LateRecord<TValue>(record.Value, timestampMs, streamTimeMs, LateReasons.WindowClosed)));
            return;
        }

        var entry = _table.Find(record.Key);
        var windows = entry?.State ?? new OpenWindows<TAggregate>();

        // Compute all values before changing any window, so that an event counts in no window when the user's code throws.
        for (var i = 0; i < count; i++)
        {
            var value = windows.TryGet(lastStartMs - (i * _times.AdvanceMs), out var before) ? before : _start();
            _values[i] = _add.Invoke(value, in record);
        }

        if (count < all)
        {
            _context.MarkPartlyLate(LateReasons.SomeWindowsClosed, timestampMs, _times.NeededGraceMs(lastStartMs, all, streamTimeMs));
        }

        for (var i = 0; i < count; i++)
        {
            OpenWindowsTable<TKey, TAggregate>.Set(windows, lastStartMs - (i * _times.AdvanceMs), _values[i], timestampMs);
        }

        _table.Keep(record.Key, entry, windows);
    }
}
