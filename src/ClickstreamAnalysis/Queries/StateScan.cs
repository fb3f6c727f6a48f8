using System.Collections;

namespace ClickstreamAnalysis;

/// <summary>The values of many keys, read while they are enumerated, in order of partition and then of the keys' bytes. Thread-safe; each enumeration reads again.</summary>
/// <remarks>Reads rows in pages and holds no native iterator, so an enumeration may be abandoned. The <see cref="StateView"/> must not be disposed meanwhile.</remarks>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class StateScan<T> : IEnumerable<T>
{
    private readonly IEnumerable<T> _values;

    internal StateScan(IEnumerable<T> values, IReadOnlyList<StateGap> gaps)
    {
        _values = values;
        Gaps = gaps;
    }

    /// <summary>The partitions of the store that the scan does not read; empty when it reads all of them.</summary>
    public IReadOnlyList<StateGap> Gaps { get; }

    /// <summary>Whether the scan reads all partitions of the store.</summary>
    public bool IsComplete => Gaps.Count == 0;

    /// <summary>Reads the values.</summary>
    /// <returns>An enumerator. It throws <see cref="StateQueryException"/> when the application closes its state meanwhile, and
    /// <see cref="ObjectDisposedException"/> when the view is disposed.</returns>
    public IEnumerator<T> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal StateScan<TOther> SelectMany<TOther>(Func<T, IEnumerable<TOther>> convert) => new(_values.SelectMany(convert), Gaps);
}
