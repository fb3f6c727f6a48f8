using ClickstreamAnalysis.Queries;

namespace ClickstreamAnalysis.Windows;

/// <summary>A store whose rows hold the open windows of a key.</summary>
internal interface IWindowRows<TKey, TAggregate>
    where TKey : notnull
{
    ISerde<TKey> KeySerde { get; }

    /// <summary>Decodes the windows of a row, in the order of their start.</summary>
    IReadOnlyList<KeyValuePair<Windowed<TKey>, TAggregate>> WindowsOf(StoredRow row);
}
