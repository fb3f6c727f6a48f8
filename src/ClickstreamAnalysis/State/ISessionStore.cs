using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis;

/// <summary>A store with one value per key and session, with a retention. Created by <see cref="Stores.Session"/>.</summary>
/// <remarks>
/// A session expires when stream time is past its end + <see cref="Retention"/>: it can no longer be found or put. A session that grows
/// becomes a different session: remove the old one and put the new one. Times are in milliseconds since 1970.
/// </remarks>
/// <typeparam name="TKey">The type of the keys. Keys are equal when their bytes are equal; byte arrays are compared by content.</typeparam>
/// <typeparam name="TValue">The type of the values, which are never null.</typeparam>
public interface ISessionStore<TKey, TValue> : IStateStore
    where TKey : notnull
{
    /// <summary>How long after its end a session is kept, in stream time.</summary>
    TimeSpan Retention { get; }

    /// <summary>Reads the value of one session.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="session">The session.</param>
    /// <param name="value">
    /// Its value; the type's default when there is none. After a change in place, put the value again (see <see cref="IStateStore"/>).
    /// </param>
    /// <returns>Whether the session exists.</returns>
    bool TryGet(TKey key, SessionWindow session, [MaybeNullWhen(false)] out TValue value);

    /// <summary>Sets the value of a session.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="session">The session.</param>
    /// <param name="value">The value. The store keeps the object: put it again after a change in place.</param>
    /// <returns>False when the session has expired; nothing is stored.</returns>
    /// <exception cref="ArgumentNullException">The key or the value is null.</exception>
    bool Put(TKey key, SessionWindow session, TValue value);

    /// <summary>Removes a session.</summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="session">The session.</param>
    /// <returns>Whether the session existed.</returns>
    bool Remove(TKey key, SessionWindow session);

    /// <summary>
    /// Reads the sessions of one key that end at or after <paramref name="earliestEndMs"/> and start at or before
    /// <paramref name="latestStartMs"/>, ordered by their end. With time − gap and time + gap as the arguments, these are the sessions that an
    /// event at this time belongs to.
    /// </summary>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="earliestEndMs">The earliest end; inclusive.</param>
    /// <param name="latestStartMs">The latest start; inclusive.</param>
    /// <returns>
    /// The content of the store at the start of the enumeration; the store may be changed during it. Dispose the enumerator, as
    /// <c>foreach</c> does.
    /// </returns>
    IEnumerable<StoredSession<TKey, TValue>> FindSessions(TKey key, long earliestEndMs, long latestStartMs);

    /// <inheritdoc cref="FindSessions(TKey,long,long)" path="/*[not(self::param[@name='key'] or self::param[@name='earliestEnd'] or self::param[@name='latestStart'])]"/>
    /// <param name="key">The key. The store may keep the object: do not change it afterwards.</param>
    /// <param name="earliestEnd">The earliest end; inclusive.</param>
    /// <param name="latestStart">The latest start; inclusive.</param>
    IEnumerable<StoredSession<TKey, TValue>> FindSessions(TKey key, DateTimeOffset earliestEnd, DateTimeOffset latestStart) =>
        FindSessions(key, earliestEnd.ToUnixTimeMilliseconds(), latestStart.ToUnixTimeMilliseconds());
}
