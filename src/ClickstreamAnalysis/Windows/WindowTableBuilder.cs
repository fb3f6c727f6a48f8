using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Windows;

/// <summary>Describes the store of a window operator.</summary>
internal sealed class WindowTableBuilder<TKey, TAggregate>(string name, ISerde<TKey> keySerde, ISerde<TAggregate> valueSerde, long sizeMs)
    : ExpiringTableBuilder<TKey, OpenWindows<TAggregate>>(name, keySerde, new OpenWindowsSerde<TAggregate>(valueSerde)), IWindowRows<TKey, TAggregate>
    where TKey : notnull
{
    internal override string QueryCall => $"Windows<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TAggregate))}>";

    internal override (StateStoreKind Kind, Type Value) View => (StateStoreKind.OpenWindows, typeof(TAggregate));

    internal override TResult Accept<TResult>(StateStore store, IStateStoreVisitor<TResult> visitor) => visitor.VisitOpenWindows<TKey, TAggregate>(store);

    public IReadOnlyList<KeyValuePair<Windowed<TKey>, TAggregate>> WindowsOf(StoredRow row)
    {
        var key = row.KeyAs(KeySerde);
        var open = row.TimedValueAs(StateSerde).All;
        var windows = new KeyValuePair<Windowed<TKey>, TAggregate>[open.Length];
        for (var i = 0; i < windows.Length; i++)
        {
            windows[i] = new(new(key, open[i].StartMs, open[i].StartMs + sizeMs), open[i].Value);
        }

        return windows;
    }
}
