using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>Gets entries whose time has come.</summary>
internal interface IExpiryHandler<TKey, TState>
    where TKey : notnull
{
    /// <summary>
    /// Called once per due entry. Must either remove the entry or touch it with a later due time; anything else is a mistake
    /// that the table reports.
    /// </summary>
    void OnDue(LiveEntry<TKey, TState> entry);
}
