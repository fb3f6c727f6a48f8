using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.State.Rows;

/// <summary>Converts entries to rows and back, in reused buffers. Belongs to one table: not thread-safe.</summary>
internal sealed class ExpiringRowCodec<TKey, TState>(
    string store, string task, ISerde<TKey> keySerde, ISerde<TState> stateSerde, int partition, bool hasDueTimes, SpareEntries<TKey, TState> spare)
    where TKey : notnull
{
    private readonly RowBuffer _key = new();
    private readonly RowBuffer _value = new();
    private readonly RowBuffer _indexKey = new();

    /// <summary>The row key last encoded.</summary>
    public ReadOnlySpan<byte> Key => _key.Written;

    /// <summary>The row key last encoded, without the partition: the key of the changelog record.</summary>
    public ReadOnlySpan<byte> KeyWithoutPartition => _key.Written[RowKey.PrefixLength..];

    /// <summary>The value last encoded or read.</summary>
    public ReadOnlySpan<byte> Value => _value.Written;

    public void EncodeKey(TKey key)
    {
        BeginKey();
        keySerde.Serialize(key, _key);
    }

    public void EncodeKey(ReadOnlySpan<byte> keyWithoutPartition)
    {
        BeginKey();
        _key.Append(keyWithoutPartition);
    }

    /// <summary>The index key of the row key last encoded.</summary>
    public ReadOnlySpan<byte> IndexKey(long indexedAtMs)
    {
        _indexKey.Clear();
        ExpiringTableLayout.WriteIndexPrefix(_indexKey.Append(ExpiringTableLayout.IndexPrefixLength), partition, indexedAtMs);
        _indexKey.Append(KeyWithoutPartition);
        return _indexKey.Written;
    }

    public void EncodeValue(long indexedAtMs, LiveEntry<TKey, TState> entry)
    {
        _value.Clear();
        if (hasDueTimes)
        {
            ExpiringTableLayout.WriteHeader(_value.Append(ExpiringTableLayout.HeaderLength), indexedAtMs, entry.DueMs);
        }

        stateSerde.Serialize(entry.State, _value);
    }

    /// <summary>Changes the times in the value last encoded or read.</summary>
    public void RewriteTimes(long indexedAtMs, long dueMs) => ExpiringTableLayout.WriteHeader(_value.Written, indexedAtMs, dueMs);

    /// <summary>The row of this key; null when there is none.</summary>
    public LiveEntry<TKey, TState>? Read(StateTable rows, TKey key)
    {
        EncodeKey(key);
        _value.Clear();
        return rows.TryGet(Key, _value) ? EntryOf(key) : null;
    }

    /// <summary>The time in the row of the key last encoded.</summary>
    public bool TryReadHeader(StateTable rows, out long indexedAtMs)
    {
        _value.Clear();
        var isThere = rows.TryGet(Key, _value);
        indexedAtMs = isThere ? ExpiringTableLayout.ReadHeader(Value).IndexedAtMs : 0;
        return isThere;
    }

    /// <summary>Decodes the row of this key from a copy of its value.</summary>
    public LiveEntry<TKey, TState> Read(TKey key, ReadOnlySpan<byte> value)
    {
        EncodeKey(key);
        _value.Clear();
        _value.Append(value);
        return EntryOf(key);
    }

    /// <exception cref="StateException">The serde cannot read the bytes.</exception>
    public TKey DecodeKey(ReadOnlySpan<byte> rowKey) => RowDecoder.Decode(keySerde, rowKey, RowKey.PrefixLength, store, task, "key");

    /// <exception cref="StateException">The serde cannot read the bytes.</exception>
    public TKey DecodeIndexKey(ReadOnlySpan<byte> indexKey) => RowDecoder.Decode(keySerde, indexKey, ExpiringTableLayout.IndexPrefixLength, store, task, "key");

    /// <exception cref="StateException">The serde cannot read the bytes.</exception>
    public TState DecodeState(ReadOnlySpan<byte> value) =>
        RowDecoder.Decode(stateSerde, value, hasDueTimes ? ExpiringTableLayout.HeaderLength : 0, store, task, "value");

    private LiveEntry<TKey, TState> EntryOf(TKey key)
    {
        var state = DecodeState(Value);
        var (indexedAtMs, dueMs) = hasDueTimes ? ExpiringTableLayout.ReadHeader(Value) : (long.MaxValue, long.MaxValue);
        var entry = spare.Take(key);
        entry.State = state;
        entry.DueMs = dueMs;
        entry.IndexedAtMs = indexedAtMs;

        // Only the index knows whether it holds a copy of the row, so assume that it does.
        entry.HasRow = entry.IsCovered = entry.IsLogged = true;
        return entry;
    }

    private void BeginKey()
    {
        _key.Clear();
        RowKey.WritePrefix(_key.Append(RowKey.PrefixLength), partition);
    }
}
