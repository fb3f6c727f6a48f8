using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis;

/// <summary>The open sessions of a <c>Sessionize</c> in a <see cref="StateView"/>. Thread-safe.</summary>
/// <remarks>
/// A session is open until its closed result is forwarded, so a session whose gap and grace period have just passed in stream time may still be
/// listed.
/// </remarks>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TAggregate">The type of the results. Each read creates a new object.</typeparam>
public sealed class OpenSessionsView<TKey, TAggregate>
    where TKey : notnull
{
    private readonly ISerde<TKey> _keySerde;
    private readonly TableQuery<IReadOnlyList<Session<TKey, TAggregate>>> _table;

    internal OpenSessionsView(StateView view, string name)
    {
        var (sub, rows) = view.Catalog.Find<ISessionRows<TKey, TAggregate>>(name, $"Sessions<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TAggregate))}>");
        _keySerde = rows.KeySerde;
        _table = new(view, sub, name, rows.Read);
    }

    /// <summary>Finds the latest open session of a key. There is nearly always one; see <see cref="FindAll"/>.</summary>
    /// <param name="key">The key, such as the user.</param>
    /// <returns>The session, or why there is none.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateAnswer<Session<TKey, TAggregate>> Find(TKey key) => FindAll(key).Select(static sessions => sessions[^1]);

    /// <summary>Finds all open sessions of a key, in the order of their start. Late events and limits can keep several open.</summary>
    /// <param name="key">The key, such as the user.</param>
    /// <returns>The sessions, at least one; or why there are none.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateAnswer<IReadOnlyList<Session<TKey, TAggregate>>> FindAll(TKey key)
    {
        var bytes = KeyBytes.Of(_keySerde, key);
        var answer = _table.Find(bytes, bytes);

        // A row without sessions keeps the number of the key.
        return answer.TryGet(out var sessions) && sessions.Count == 0 ? answer.AsNotFound<IReadOnlyList<Session<TKey, TAggregate>>>() : answer;
    }

    /// <summary>Reads the open sessions of all keys that have an event between two times. Reads every open session.</summary>
    /// <param name="from">The earliest end; inclusive.</param>
    /// <param name="to">The latest start; inclusive.</param>
    /// <returns>The sessions.</returns>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<Session<TKey, TAggregate>> Between(DateTimeOffset from, DateTimeOffset to) => All()
        .Where(session => session.EndMs >= from.ToUnixTimeMilliseconds() && session.StartMs <= to.ToUnixTimeMilliseconds());

    /// <summary>Reads the open sessions of all keys, in the order of the keys' bytes within each partition.</summary>
    /// <returns>The sessions.</returns>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<Session<TKey, TAggregate>> All() => _table.Scan([], []).SelectMany(static sessions => sessions);

    /// <summary>Counts the open sessions of the partitions that are here. Reads every open session.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public long Count() => All().LongCount();
}
