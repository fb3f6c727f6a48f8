using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis;

/// <summary>The content of a session store in a <see cref="StateView"/>, without sessions past their retention. Thread-safe.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values. Each read creates a new object.</typeparam>
public sealed class SessionView<TKey, TValue>
    where TKey : notnull
{
    private readonly ISerde<TKey> _keySerde;
    private readonly TableQuery<StoredSession<TKey, TValue>?> _table;

    internal SessionView(StateView view, string store)
    {
        var (sub, builder) = view.Catalog.Find<SessionStoreBuilder<TKey, TValue>>(store, $"Session<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TValue))}>");
        _keySerde = builder.KeySerde;
        _table = new(view, sub, store, row =>
        {
            if (!row.IsRetained)
            {
                return null;
            }

            var key = row.KeyAs(new SessionKeySchema<TKey>(builder.KeySerde));
            return new StoredSession<TKey, TValue>(key.Key, key.Session, row.TimedValueAs(builder.ValueSerde));
        });
    }

    /// <summary>Finds the value of one session.</summary>
    /// <param name="key">The key.</param>
    /// <param name="session">The session.</param>
    /// <returns>The value, or why there is none.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateAnswer<TValue> Find(TKey key, SessionWindow session) => _table
        .Find(KeyBytes.Of(_keySerde, key), KeyBytes.Of(new SessionKeySchema<TKey>(_keySerde), new SessionKey<TKey>(key, session)))
        .NotNull(static found => found.Value);

    /// <summary>Reads the sessions of one key that end at or after a time and start at or before another one, in the order of their end.</summary>
    /// <param name="key">The key.</param>
    /// <param name="earliestEnd">The earliest end; inclusive.</param>
    /// <param name="latestStart">The latest start; inclusive.</param>
    /// <returns>The sessions. <see cref="StateScan{T}.Gaps"/> lists the partitions that are not here, of whatever key.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<StoredSession<TKey, TValue>> FindSessions(TKey key, DateTimeOffset earliestEnd, DateTimeOffset latestStart)
    {
        ArgumentNullException.ThrowIfNull(key);
        var schema = new SessionKeySchema<TKey>(_keySerde);
        return _table.Scan(schema.FirstEndingAt(key, earliestEnd.ToUnixTimeMilliseconds()), schema.AfterLast(key)).NotNull()
            .Where(session => session.Session.StartMs <= latestStart.ToUnixTimeMilliseconds());
    }

    /// <summary>Reads all sessions, in the order of the keys' bytes and then of their end within each partition.</summary>
    /// <returns>The sessions.</returns>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<StoredSession<TKey, TValue>> All() => _table.Scan([], []).NotNull();
}
