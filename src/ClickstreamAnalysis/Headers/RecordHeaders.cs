using System.Collections;
using System.Runtime.CompilerServices;
using System.Text;

namespace ClickstreamAnalysis;

/// <summary>The headers of a record, in order. Immutable and thread-safe.</summary>
/// <remarks>
/// As in Kafka, names may repeat, the order is kept, and a value may be null. Names are compared by ordinal. The arrays of values are
/// shared, not copied: do not change them.
/// </remarks>
/// <example>
/// <code>
/// RecordHeaders headers = [new("trace", traceId)];
/// headers = headers.AddText("source", "web");
/// var source = headers.LastText("source"); // "web"
/// </code>
/// </example>
[CollectionBuilder(typeof(RecordHeaders), nameof(Create))]
public sealed class RecordHeaders : IReadOnlyList<RecordHeader>
{
    private readonly RecordHeader[] _headers;

    private RecordHeaders(RecordHeader[] headers) => _headers = headers;

    /// <summary>No headers.</summary>
    public static RecordHeaders Empty { get; } = new([]);

    /// <summary>The number of headers.</summary>
    public int Count => _headers.Length;

    /// <summary>An upper bound of the bytes that the headers take in a log.</summary>
    internal int Bytes
    {
        get
        {
            var bytes = 0;
            foreach (ref readonly var header in _headers.AsSpan())
            {
                bytes += header.Bytes;
            }

            return bytes;
        }
    }

    /// <summary>A header by its position.</summary>
    /// <param name="index">The position, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no header at this position.</exception>
    public RecordHeader this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _headers.Length);
            return _headers[index];
        }
    }

    /// <summary>Creates headers; a collection expression calls it.</summary>
    /// <param name="headers">The headers, in order.</param>
    /// <returns>The headers.</returns>
    /// <exception cref="ArgumentException">A header has no name.</exception>
    public static RecordHeaders Create(ReadOnlySpan<RecordHeader> headers)
    {
        foreach (var header in headers)
        {
            ThrowIfUnnamed(in header);
        }

        return headers.IsEmpty ? Empty : new([.. headers]);
    }

    /// <summary>Whether a header has this name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True if at least one has.</returns>
    public bool Contains(string name) => TryGetLast(name, out _);

    /// <summary>Finds the last header of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="header">The header.</param>
    /// <returns>False when no header has this name.</returns>
    public bool TryGetLast(string name, out RecordHeader header)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (var i = _headers.Length - 1; i >= 0; i--)
        {
            if (_headers[i].Name == name)
            {
                header = _headers[i];
                return true;
            }
        }

        header = default;
        return false;
    }

    /// <summary>The value of the last header of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The bytes; null when no header has this name, or its value is null.</returns>
    public byte[]? Last(string name) => TryGetLast(name, out var header) ? header.Value : null;

    /// <summary>The value of the last header of a name as text.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The value read as UTF-8, with U+FFFD for invalid bytes; null when no header has this name, or its value is null.</returns>
    public string? LastText(string name) => Last(name) is { } value ? Encoding.UTF8.GetString(value) : null;

    /// <summary>The headers of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The headers, in order; empty when there are none.</returns>
    public RecordHeaders Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Create(Array.FindAll(_headers, header => header.Name == name));
    }

    /// <summary>Adds a header behind the others.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The bytes, or null.</param>
    /// <returns>New headers; these stay as they are.</returns>
    public RecordHeaders Add(string name, byte[]? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new([.. _headers, new(name, value)]);
    }

    /// <summary>Adds a header with a text behind the others.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The text; written as UTF-8.</param>
    /// <returns>New headers; these stay as they are.</returns>
    public RecordHeaders AddText(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Add(name, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Removes every header of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The other headers, in order.</returns>
    public RecordHeaders Remove(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Create(Array.FindAll(_headers, header => header.Name != name));
    }

    /// <summary>Enumerates the headers in order.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<RecordHeader> GetEnumerator() => ((IEnumerable<RecordHeader>)_headers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Copies the headers of a record in a log, which end with the call that hands it over.</summary>
    /// <returns>Null when there are none.</returns>
    internal static RecordHeaders? CopyOf(IReadOnlyList<RecordHeader>? headers)
    {
        switch (headers)
        {
            case null:
                return null;
            case RecordHeaders immutable:
                return immutable;
            default:
                var count = headers.Count;
                if (count == 0)
                {
                    return null;
                }

                var copy = new RecordHeader[count];
                for (var i = 0; i < count; i++)
                {
                    copy[i] = headers[i];
                }

                return new(copy);
        }
    }

    private static void ThrowIfUnnamed(in RecordHeader header)
    {
        if (header.Name is null)
        {
            throw new ArgumentException("A header has no name.");
        }
    }
}
