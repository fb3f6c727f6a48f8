using System.Diagnostics.CodeAnalysis;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State;

/// <summary>A session store on a table whose entries are due when their retention ends.</summary>
internal sealed class SessionStore<TKey, TValue> : RetainedStore<SessionKey<TKey>, TValue>, ISessionStore<TKey, TValue>
    where TKey : notnull
{
    private readonly SessionKeySchema<TKey> _schema;

    public SessionStore(string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, TimeSpan retention, StoreContext context)
        : this(name, new SessionKeySchema<TKey>(keySerde), valueSerde, retention, context)
    {
    }

    private SessionStore(string name, SessionKeySchema<TKey> schema, ISerde<TValue> valueSerde, TimeSpan retention, StoreContext context)
        : base(name, schema, valueSerde, retention, context) => _schema = schema;

    public override Type Interface => typeof(ISessionStore<TKey, TValue>);

    public bool TryGet(TKey key, SessionWindow session, [MaybeNullWhen(false)] out TValue value) => TryGet(Named(key, session), out value);

    public bool Put(TKey key, SessionWindow session, TValue value) => TryPut(Named(key, session), value, session.EndMs);

    public bool Remove(TKey key, SessionWindow session) => TryRemove(Named(key, session));

    public IEnumerable<StoredSession<TKey, TValue>> FindSessions(TKey key, long earliestEndMs, long latestStartMs)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Scan(_schema.FirstEndingAt(key, earliestEndMs), _schema.AfterLast(key))
            .Where(pair => pair.Key.Session.StartMs <= latestStartMs && IsRetained(pair.Key.Session.EndMs))
            .Select(static pair => new StoredSession<TKey, TValue>(pair.Key.Key, pair.Key.Session, pair.Value));
    }

    private static SessionKey<TKey> Named(TKey key, SessionWindow session)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new SessionKey<TKey>(key, session);
    }
}
