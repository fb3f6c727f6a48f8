using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.Validation;
using ClickstreamAnalysis.Windows;

namespace ClickstreamAnalysis;

/// <summary>The open windows of a window operator in a <see cref="StateView"/>. Thread-safe.</summary>
/// <remarks>
/// A window is open until its closed result is forwarded: until stream time has passed its end and the grace period. Results of closed windows
/// are in the operator's output, not here.
/// </remarks>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TAggregate">The type of the results. Each read creates a new object.</typeparam>
public sealed class OpenWindowsView<TKey, TAggregate>
    where TKey : notnull
{
    private readonly ISerde<TKey> _keySerde;
    private readonly TableQuery<IReadOnlyList<KeyValuePair<Windowed<TKey>, TAggregate>>> _table;

    internal OpenWindowsView(StateView view, string name)
    {
        var (sub, rows) = view.Catalog.Find<IWindowRows<TKey, TAggregate>>(name, $"Windows<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TAggregate))}>");
        _keySerde = rows.KeySerde;
        _table = new(view, sub, name, rows.WindowsOf);
    }

    /// <summary>Finds the open windows of a key, in the order of their start.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The windows with their results, at least one; or why there are none.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateAnswer<IReadOnlyList<KeyValuePair<Windowed<TKey>, TAggregate>>> FindAll(TKey key)
    {
        var bytes = KeyBytes.Of(_keySerde, key);
        return _table.Find(bytes, bytes);
    }

    /// <summary>Finds the result of the open window of a key that begins at a time.</summary>
    /// <param name="key">The key.</param>
    /// <param name="windowStart">The start of the window; fractions of a millisecond are truncated.</param>
    /// <returns>The result so far, or why there is none.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateAnswer<TAggregate> Find(TKey key, DateTimeOffset windowStart)
    {
        var answer = FindAll(key);
        if (!answer.TryGet(out var windows))
        {
            return answer.Select(static windows => windows[0].Value);
        }

        var startMs = windowStart.ToUnixTimeMilliseconds();
        foreach (var window in windows)
        {
            if (window.Key.StartMs == startMs)
            {
                return answer.Select(_ => window.Value);
            }
        }

        return answer.AsNotFound<TAggregate>();
    }

    /// <summary>Reads the open windows of all keys that begin between two times. Reads every open window.</summary>
    /// <param name="from">The first start; inclusive.</param>
    /// <param name="to">The last start; inclusive.</param>
    /// <returns>The windows with their results so far.</returns>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<KeyValuePair<Windowed<TKey>, TAggregate>> Between(DateTimeOffset from, DateTimeOffset to) => All()
        .Where(window => window.Key.StartMs >= from.ToUnixTimeMilliseconds() && window.Key.StartMs <= to.ToUnixTimeMilliseconds());

    /// <summary>Reads all open windows, in the order of the keys' bytes and then of their start within each partition.</summary>
    /// <returns>The windows with their results so far.</returns>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<KeyValuePair<Windowed<TKey>, TAggregate>> All() => _table.Scan([], []).SelectMany(static windows => windows);
}
