namespace ClickstreamAnalysis;

/// <summary>Reads stores whose types are not known when the code is written: <see cref="StateStore.Accept{TResult}"/> calls the method of the store's kind with its types.</summary>
/// <remarks>Needs no reflection, so it also works in an application that is trimmed or compiled ahead of time.</remarks>
/// <typeparam name="TResult">What a visit returns.</typeparam>
public interface IStateStoreVisitor<out TResult>
{
    /// <summary>Visits a key-value store.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="store">The store.</param>
    /// <returns>The result.</returns>
    TResult VisitKeyValue<TKey, TValue>(StateStore store)
        where TKey : notnull;

    /// <summary>Visits a window store.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="store">The store.</param>
    /// <returns>The result.</returns>
    TResult VisitWindow<TKey, TValue>(StateStore store)
        where TKey : notnull;

    /// <summary>Visits a session store.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="store">The store.</param>
    /// <returns>The result.</returns>
    TResult VisitSession<TKey, TValue>(StateStore store)
        where TKey : notnull;

    /// <summary>Visits the store of <c>Sessionize</c>.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TAggregate">The type of the aggregates.</typeparam>
    /// <param name="store">The store.</param>
    /// <returns>The result.</returns>
    TResult VisitOpenSessions<TKey, TAggregate>(StateStore store)
        where TKey : notnull;

    /// <summary>Visits the store of a window operator.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TAggregate">The type of the aggregates.</typeparam>
    /// <param name="store">The store.</param>
    /// <returns>The result.</returns>
    TResult VisitOpenWindows<TKey, TAggregate>(StateStore store)
        where TKey : notnull;

    /// <summary>Visits the store of <c>Funnel</c>.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <param name="store">The store.</param>
    /// <returns>The result.</returns>
    TResult VisitFunnel<TKey>(StateStore store)
        where TKey : notnull;

    /// <summary>Visits the store of a funnel's counts.</summary>
    /// <param name="store">The store.</param>
    /// <returns>The result.</returns>
    TResult VisitFunnelCounts(StateStore store);
}
