namespace ClickstreamAnalysis.State.Entries;

/// <summary>The entries that are due within the same few seconds.</summary>
internal sealed class DueSlot<TKey, TState>
    where TKey : notnull
{
    public long Number { get; set; }

    public LiveEntry<TKey, TState>? First { get; set; }
}
