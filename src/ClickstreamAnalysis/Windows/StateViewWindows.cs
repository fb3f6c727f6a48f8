namespace ClickstreamAnalysis;

/// <summary>Queries of open windows.</summary>
public static class StateViewWindows
{
    /// <summary>Reads the open windows of a window operator, such as <c>CountByWindow</c>.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TAggregate">The type of the results; <see cref="long"/> for counts.</typeparam>
    /// <param name="view">The view.</param>
    /// <param name="name">The name of the operator.</param>
    /// <returns>The open windows; usable until the view is disposed.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="StateQueryException">There is no such store, or it has other types; the message says which.</exception>
    public static OpenWindowsView<TKey, TAggregate> Windows<TKey, TAggregate>(this StateView view, string name)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(view);
        return new(view, name);
    }
}
