using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis;

/// <summary>A value per key and session, for as long as the sessions are retained. Make one by <see cref="Stores.Session"/>.</summary>
/// <remarks>
/// Once stream time is past the session's end + <see cref="Retention"/>, the session is gone: it is not found, and cannot be put
/// any more. A session that grows is another session: remove the old one and put the new one. All times are milliseconds since
/// 1970.
/// </remarks>
/// <typeparam name="TKey">Keys: equal when their bytes are equal. Byte arrays are compared by what is in them.</typeparam>
/// <typeparam name="TValue">Values; never null.</typeparam>
public interface ISessionStore<TKey, TValue> : IStateStore
    where TKey : notnull
{
    /// <summary>How long after its end a session is kept, in stream time.</summary>
    TimeSpan Retention { get; }

    /// <summary>Looks one session of a key up.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="session">The session.</param>
    /// <param name="value">Its value; the type's default when there is none. To change it in place, put it again afterwards (see <see cref="IStateStore"/>).</param>
    /// <returns>Whether there is such a session.</returns>
    bool TryGet(TKey key, SessionWindow session, [MaybeNullWhen(false)] out TValue value);

    /// <summary>Sets the value of a session.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="session">The session.</param>
    /// <param name="value">The value, which the store keeps as an object: put it again after a change in place.</param>
    /// <returns>False when the session is past its retention: nothing is stored then.</returns>
    /// <exception cref="ArgumentNullException">The key or the value is null.</exception>
    bool Put(TKey key, SessionWindow session, TValue value);

    /// <summary>Removes a session.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="session">The session.</param>
    /// <returns>Whether there was such a session.</returns>
    bool Remove(TKey key, SessionWindow session);

    /// <summary>
    /// The sessions of one key that end at <paramref name="earliestEndMs"/> or later and start at <paramref name="latestStartMs"/>
    /// or earlier, by their end. With time − gap and time + gap: what an event at this time belongs to.
    /// </summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="earliestEndMs">The earliest end; inclusive.</param>
    /// <param name="latestStartMs">The latest start; inclusive.</param>
    /// <returns>The store as it is when the enumeration begins; the store may be changed meanwhile. End the enumeration by disposing it, as <c>foreach</c> does.</returns>
    IEnumerable<StoredSession<TKey, TValue>> FindSessions(TKey key, long earliestEndMs, long latestStartMs);

    /// <inheritdoc cref="FindSessions(TKey,long,long)"/>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="earliestEnd">The earliest end; inclusive.</param>
    /// <param name="latestStart">The latest start; inclusive.</param>
    IEnumerable<StoredSession<TKey, TValue>> FindSessions(TKey key, DateTimeOffset earliestEnd, DateTimeOffset latestStart) =>
        FindSessions(key, earliestEnd.ToUnixTimeMilliseconds(), latestStart.ToUnixTimeMilliseconds());
}
