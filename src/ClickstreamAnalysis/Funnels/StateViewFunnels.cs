namespace ClickstreamAnalysis;

/// <summary>Queries of funnels.</summary>
public static class StateViewFunnels
{
    /// <summary>Reads the progress of entities in a funnel.</summary>
    /// <typeparam name="TKey">The type of the keys: the entities that are counted.</typeparam>
    /// <param name="view">The view.</param>
    /// <param name="name">The name of the funnel.</param>
    /// <returns>The progress; usable until the view is disposed.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="StateQueryException">There is no such funnel, or it has other types; the message says which.</exception>
    public static FunnelView<TKey> Funnel<TKey>(this StateView view, string name)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(view);
        return new(view, name);
    }

    /// <summary>Reads the counts of a funnel. The topology must use <see cref="FunnelStream{TKey,TValue}.Counts"/>, which adds their store.</summary>
    /// <param name="view">The view.</param>
    /// <param name="name">The name of the store: that of the funnel with <c>-counts</c>.</param>
    /// <returns>The counts; usable until the view is disposed.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="StateQueryException">There is no such store, or it is another one; the message says which.</exception>
    public static FunnelCountsView FunnelCounts(this StateView view, string name)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new(view, name);
    }
}
