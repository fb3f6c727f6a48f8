using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>Handles due entries.</summary>
internal interface IExpiryHandler<TKey, TState>
    where TKey : notnull
{
    /// <summary>
    /// Called once for each due entry. Must remove the entry or touch it with a later due time; otherwise the table throws.
    /// </summary>
    void OnDue(LiveEntry<TKey, TState> entry);
}
