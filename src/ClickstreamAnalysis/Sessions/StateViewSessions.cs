namespace ClickstreamAnalysis;

/// <summary>Queries of open sessions.</summary>
public static class StateViewSessions
{
    /// <summary>Reads the open sessions of a <c>Sessionize</c> of clicks.</summary>
    /// <param name="view">The view.</param>
    /// <param name="name">The name of the <c>Sessionize</c>.</param>
    /// <returns>The open sessions; usable until the view is disposed.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="StateQueryException">There is no such store, or it has other types; the message says which.</exception>
    public static OpenSessionsView<string, SessionFacts> Sessions(this StateView view, string name) => view.Sessions<string, SessionFacts>(name);

    /// <summary>Reads the open sessions of a <c>Sessionize</c>.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TAggregate">The type of the results.</typeparam>
    /// <param name="view">The view.</param>
    /// <param name="name">The name of the <c>Sessionize</c>.</param>
    /// <returns>The open sessions; usable until the view is disposed.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="StateQueryException">There is no such store, or it has other types; the message says which.</exception>
    public static OpenSessionsView<TKey, TAggregate> Sessions<TKey, TAggregate>(this StateView view, string name)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(view);
        return new(view, name);
    }
}
