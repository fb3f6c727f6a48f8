namespace ClickstreamAnalysis.State.Entries;

/// <summary>The entries of one stretch of time.</summary>
internal sealed class DueSlot<TKey, TState>
    where TKey : notnull
{
    public long Number { get; set; }

    public LiveEntry<TKey, TState>? First { get; set; }
}
