namespace ClickstreamAnalysis;

/// <summary>A key, a session and its value in a session store.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
/// <param name="Key">The key.</param>
/// <param name="Session">The time interval of the session.</param>
/// <param name="Value">The value.</param>
public readonly record struct StoredSession<TKey, TValue>(TKey Key, SessionWindow Session, TValue Value)
    where TKey : notnull;
