using System.Buffers.Binary;

namespace ClickstreamAnalysis.State.Rows;

/// <summary>
/// The byte layout of an expiring table. A row's key is the partition and the key; its value is its index time, its due time and the
/// state. An index row's key is the partition, the index time and the key; its value is empty, or a copy of the row's value, which saves
/// reading the row when it is due.
/// </summary>
internal static class ExpiringTableLayout
{
    /// <summary>The length of the times before the state in a row's value.</summary>
    public const int HeaderLength = 2 * sizeof(long);

    /// <summary>The length of partition and time before the key in an index row.</summary>
    public const int IndexPrefixLength = RowKey.PrefixLength + TimeBytes.Length;

    /// <summary>The name of the table of a store's rows. Names of stores and operators cannot contain a colon.</summary>
    public static string RowsTable(string store) => store + ":rows";

    /// <summary>The name of the table of a store's index.</summary>
    public static string IndexTable(string store) => store + ":due";

    public static void WriteHeader(Span<byte> header, long indexedAtMs, long dueMs)
    {
        BinaryPrimitives.WriteInt64BigEndian(header, indexedAtMs);
        BinaryPrimitives.WriteInt64BigEndian(header[sizeof(long)..], dueMs);
    }

    public static (long IndexedAtMs, long DueMs) ReadHeader(ReadOnlySpan<byte> value) =>
        (BinaryPrimitives.ReadInt64BigEndian(value), BinaryPrimitives.ReadInt64BigEndian(value[sizeof(long)..]));

    public static void WriteIndexPrefix(Span<byte> destination, int partition, long indexedAtMs)
    {
        RowKey.WritePrefix(destination, partition);
        TimeBytes.Write(destination[RowKey.PrefixLength..], indexedAtMs);
    }

    public static long ReadIndexTime(ReadOnlySpan<byte> indexKey) => TimeBytes.Read(indexKey[RowKey.PrefixLength..]);
}
