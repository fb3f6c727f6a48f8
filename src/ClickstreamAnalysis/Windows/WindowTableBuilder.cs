using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Windows;

/// <summary>Describes the store of a window operator.</summary>
internal sealed class WindowTableBuilder<TKey, TAggregate>(string name, ISerde<TKey> keySerde, ISerde<TAggregate> valueSerde, long sizeMs)
    : ExpiringTableBuilder<TKey, OpenWindows<TAggregate>>(name, keySerde, new OpenWindowsSerde<TAggregate>(valueSerde))
    where TKey : notnull
{
    /// <summary>The size of the windows, in milliseconds.</summary>
    public long SizeMs => sizeMs;

    internal override string QueryCall => $"Windows<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TAggregate))}>";
}
