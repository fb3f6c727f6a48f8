using System.Collections;

namespace ClickstreamAnalysis;

/// <summary>The values of many keys, read while they are enumerated, in order of partition and then of the keys' bytes. Thread-safe; each enumeration reads again.</summary>
/// <remarks>Reads rows in pages and holds no native iterator, so an enumeration may be abandoned. The <see cref="StateView"/> must not be disposed meanwhile.</remarks>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class StateScan<T> : IEnumerable<T>
{
    private readonly Func<ScanPosition?, IEnumerable<KeyValuePair<ScanPosition, T>>> _read;

    internal StateScan(Func<ScanPosition?, IEnumerable<KeyValuePair<ScanPosition, T>>> read, IReadOnlyList<StateGap> gaps)
    {
        _read = read;
        Gaps = gaps;
    }

    /// <summary>The partitions of the store that the scan does not read; empty when it reads all of them.</summary>
    public IReadOnlyList<StateGap> Gaps { get; }

    /// <summary>Whether the scan reads all partitions of the store.</summary>
    public bool IsComplete => Gaps.Count == 0;

    /// <summary>Reads the values.</summary>
    /// <returns>An enumerator. It throws <see cref="StateQueryException"/> when the application closes its state meanwhile, and
    /// <see cref="ObjectDisposedException"/> when the view is disposed.</returns>
    public IEnumerator<T> GetEnumerator() => _read(null).Select(static value => value.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Reads the values after a position, each with its own position, so that a list can be read in pages.</summary>
    /// <remarks>
    /// The values of one row, such as the sessions of a key, have the same position: continue only after the last of them. Rows that were written or deleted between two pages
    /// are seen as the view of each page has them.
    /// </remarks>
    /// <param name="position">The position of an earlier value, which need not exist any more; null to begin at the first row.</param>
    /// <returns>Positions and values. Enumerating throws as <see cref="GetEnumerator"/> does.</returns>
    public IEnumerable<KeyValuePair<ScanPosition, T>> ReadAfter(ScanPosition? position) => _read(position);

    internal StateScan<TOther> SelectMany<TOther>(Func<T, IEnumerable<TOther>> convert) => new(
        position => _read(position).SelectMany(row => convert(row.Value).Select(value => KeyValuePair.Create(row.Key, value))), Gaps);
}
