using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Windows.Partials;

/// <summary>The second phase of a window operator in one task.</summary>
internal sealed class WindowMergeReceiver<TKey, TAggregate> : Receiver<TKey, WindowPartial<TAggregate>>
    where TKey : notnull
{
    private readonly NodeContext _context;
    private readonly OperatorSite _site;
    private readonly TaskClock _clock;
    private readonly WindowTimes _times;
    private readonly WindowMerger<TAggregate> _merger;
    private readonly OpenWindowsTable<TKey, TAggregate> _table;
    private readonly TAggregate[] _values;

    public WindowMergeReceiver(WindowMergeNode<TKey, TAggregate> node, TaskAssembly assembly)
    {
        _context = assembly.CreateContext(node.Name, [node.Name]);
        _site = assembly.SiteOf(node.Name);
        _clock = _context.Clock;
        _times = new WindowTimes(node.Windows);
        _merger = node.Merger;
        _table = new(_context, node.Name, _times);
        _values = new TAggregate[_times.MaxCount];

        // Connect downstream last, so that its callbacks in the task run after those of this node.
        _table.Connect(node.Updates.IsUnused ? null : node.Updates.Connect(assembly), node.Closed.Connect(assembly));
    }

    public override void Process(in Record<TKey, WindowPartial<TAggregate>> record)
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

    private void Accept(in Record<TKey, WindowPartial<TAggregate>> record)
    {
        var streamTimeMs = _clock.StreamTimeMs;
        var partial = record.Value;

        // Fewer are open only if the upstream task was left out of stream time.
        var count = _times.CountOpen(partial.LastStartMs, streamTimeMs, partial.Windows);
        if (count < partial.Windows)
        {
            var neededGraceMs = _times.NeededGraceMs(partial.LastStartMs, partial.Windows, streamTimeMs);
            if (count == 0)
            {
                _context.MarkLate(LateReasons.WindowClosed, record.TimestampMs, neededGraceMs, partial.Events);
                return;
            }

            _context.MarkPartlyLate(LateReasons.SomeWindowsClosed, record.TimestampMs, neededGraceMs, partial.Events);
        }

        var entry = _table.Find(record.Key);
        var windows = entry?.State ?? new OpenWindows<TAggregate>();

        // Compute all values before changing any window, so that events count in no window when the user's code throws. Each window gets an
        // aggregate of its own, because later ones may change it in place.
        for (var i = 0; i < count; i++)
        {
            var isKnown = windows.TryGet(partial.LastStartMs - (i * _times.AdvanceMs), out var before);
            _values[i] = isKnown || count > 1 ? _merger.Merge(isKnown ? before! : _merger.Start(), partial.Value) : partial.Value;
        }

        for (var i = 0; i < count; i++)
        {
            OpenWindowsTable<TKey, TAggregate>.Set(windows, partial.LastStartMs - (i * _times.AdvanceMs), _values[i], record.TimestampMs);
        }

        _table.Keep(record.Key, entry, windows);
    }
}
