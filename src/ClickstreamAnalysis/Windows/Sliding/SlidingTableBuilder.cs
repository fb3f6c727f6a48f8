using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;
using ClickstreamAnalysis.Windows.Partials;

namespace ClickstreamAnalysis.Windows.Sliding;

/// <summary>Describes the store of a sliding window operator.</summary>
internal sealed class SlidingTableBuilder<TKey, TAggregate>(
    string name, ISerde<TKey> keySerde, ISerde<TAggregate> valueSerde, long sizeMs, WindowMerger<TAggregate> merger)
    : ExpiringTableBuilder<TKey, SlidingEvents<TAggregate>>(name, keySerde, new SlidingEventsSerde<TAggregate>(valueSerde)), IWindowRows<TKey, TAggregate>
    where TKey : notnull
{
    internal override string QueryCall => $"Windows<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TAggregate))}>";

    internal override (StateStoreKind Kind, Type Value) View => (StateStoreKind.OpenWindows, typeof(TAggregate));

    internal override TResult Accept<TResult>(StateStore store, IStateStoreVisitor<TResult> visitor) => visitor.VisitOpenWindows<TKey, TAggregate>(store);

    public IReadOnlyList<KeyValuePair<Windowed<TKey>, TAggregate>> WindowsOf(StoredRow row)
    {
        var key = row.KeyAs(KeySerde);
        var events = row.TimedValueAs(StateSerde);
        var windows = new List<KeyValuePair<Windowed<TKey>, TAggregate>>();
        var scan = new SlidingWindowScan<TAggregate>(events.All, sizeMs, events.ClosedUpToMs);
        while (scan.MoveNext())
        {
            windows.Add(new(new(key, scan.StartMs, scan.LastMs + 1), scan.Merge(merger)));
        }

        return windows;
    }
}
