using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.Windows.Partials;

/// <summary>
/// The aggregates of one task since its last commit, by key and windows. Sends them at the commit, or earlier when they become too many or too
/// large.
/// </summary>
internal sealed class PartialAggregates<TKey, TValue, TAggregate>
    where TKey : notnull
{
    /// <summary>The maximum number of aggregates.</summary>
    public const int MaxCount = 10_000;

    /// <summary>The estimated memory at which they are sent.</summary>
    public const long MaxBytes = 4 << 20;

    // A slot of the dictionary, which is two thirds full on average.
    private const int SlotBytes = 100;
    private const int ReportEveryBytes = 64 * 1024;

    private readonly NodeContext _context;
    private readonly WindowAggregator<TKey, TValue, TAggregate> _aggregator;
    private readonly Dictionary<PartialKey<TKey>, Partial> _partials = [];
    private Receiver<TKey, WindowPartial<TAggregate>>? _next;
    private long _bytes;
    private long _reportedBytes;

    public PartialAggregates(NodeContext context, WindowAggregator<TKey, TValue, TAggregate> aggregator)
    {
        _context = context;
        _aggregator = aggregator;
        context.OnCommit(Forward);
        context.OnClose(Clear);
    }

    /// <summary>Sets the receiver of partial results. To be called once, after all callbacks of the node are registered.</summary>
    public void Connect(Receiver<TKey, WindowPartial<TAggregate>> next) => _next = next;

    public void Add(in PartialKey<TKey> key, in Record<TKey, TValue> record)
    {
        ref var partial = ref CollectionsMarshal.GetValueRefOrNullRef(_partials, key);
        if (Unsafe.IsNullRef(ref partial))
        {
            AddFirst(in key, in record);
            return;
        }

        // The user's code may throw: nothing has changed then.
        partial.Value = _aggregator.Add.Invoke(partial.Value, in record);
        partial.Events++;
        partial.LatestMs = Math.Max(partial.LatestMs, record.TimestampMs);
        var bytes = HeapSize.OfSized(partial.Value);
        _bytes += bytes - partial.Bytes;
        partial.Bytes = bytes;
        Bound();
    }

    private void AddFirst(in PartialKey<TKey> key, in Record<TKey, TValue> record)
    {
        var value = _aggregator.Add.Invoke(_aggregator.Start(), in record);
        var bytes = HeapSize.OfSized(value);
        _partials.Add(key, new Partial { Value = value, Events = 1, LatestMs = record.TimestampMs, Bytes = bytes });
        _bytes += SlotBytes + HeapSize.OfKey(key.Key) + bytes;
        Bound();
    }

    private void Bound()
    {
        if (_partials.Count >= MaxCount || _bytes >= MaxBytes)
        {
            Forward();
        }
        else if (_bytes - _reportedBytes >= ReportEveryBytes)
        {
            Report();
        }
    }

    private void Forward()
    {
        foreach (var (key, partial) in _partials)
        {
            // Not stream time, which passes all events when a bounded run ends.
            _next!.Process(new(key.Key, new(key.LastStartMs, key.Windows, partial.Events, partial.Value), partial.LatestMs));
        }

        Clear();
    }

    private void Clear()
    {
        if (_partials.Count > 0)
        {
            _partials.Clear();
        }

        _bytes = 0;
        Report();
    }

    private void Report()
    {
        if (_bytes != _reportedBytes)
        {
            _context.ReportMemory(_bytes - _reportedBytes);
            _reportedBytes = _bytes;
        }
    }

    private struct Partial
    {
        public TAggregate Value;

        public long Events;

        public long LatestMs;

        /// <summary>The heap memory of the value.</summary>
        public long Bytes;
    }
}
