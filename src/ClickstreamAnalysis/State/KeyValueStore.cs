using System.Diagnostics.CodeAnalysis;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State;

/// <summary>A key-value store on a table without due times.</summary>
internal sealed class KeyValueStore<TKey, TValue> : TaskStore, IKeyValueStore<TKey, TValue>
    where TKey : notnull
{
    private readonly ExpiringTable<TKey, TValue> _table;
    private readonly OwnershipCheck<TKey, TValue>? _check;
    private long? _count;

    public KeyValueStore(string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, StoreContext context)
    {
        _table = new ExpiringTable<TKey, TValue>(name, keySerde, valueSerde, context, hasDueTimes: false);
        _check = OwnershipCheck<TKey, TValue>.Of(_table, valueSerde, context);
    }

    public override string Name => _table.Name;

    public override bool IsDirty => _table.IsDirty;

    public long ApproximateCount => _count ??= _table.Count();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var entry = Find(key);
        value = entry is null ? default : entry.State;
        return entry is not null;
    }

    public void Put(TKey key, TValue value)
    {
        if (!TryChange(key, value))
        {
            Add(key, value);
        }
    }

    public bool PutIfAbsent(TKey key, TValue value)
    {
        if (Find(key) is not null)
        {
            return false;
        }

        Add(key, value);
        return true;
    }

    public bool Delete(TKey key)
    {
        if (Find(key) is not { } entry)
        {
            return false;
        }

        _table.Remove(entry);
        _count--;
        return true;
    }

    public IEnumerable<KeyValuePair<TKey, TValue>> Range(TKey from, TKey to) => Scan(_table.KeyBytes(from), [.. _table.KeyBytes(to), 0]);

    public IEnumerable<KeyValuePair<TKey, TValue>> All() => Scan([], []);

    public override void CheckOwnership() => _check?.Commit();

    public override void Flush(IChangelogWriter? changelog)
    {
        var rejected = _table.Rejected;
        _table.Flush(changelog);
        _count -= _table.Rejected - rejected;
    }

    public override void Committed(long generation) => _table.Committed(generation);

    public override void WriteBack(StateBatch batch, long upToGeneration) => _table.WriteBack(batch, upToGeneration);

    public override void WriteBackPart(StateBatch batch, long upToGeneration, ref int most) =>
        _table.WriteBackPart(batch, upToGeneration, ref most);

    public override void Discard()
    {
        _table.Discard();
        _check?.Clear();
        _count = null;
    }

    public override void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue)
    {
        _table.Restore(batch, key, value, hasValue);
        _count = null;
    }

    public override void Wipe(StateBatch batch)
    {
        _table.Wipe(batch);
        _check?.Clear();
        _count = null;
    }

    private LiveEntry<TKey, TValue>? Find(TKey key)
    {
        var entry = _table.Find(key);
        if (_check is not null && entry is not null)
        {
            _check.Read(entry);
        }

        return entry;
    }

    private IEnumerable<KeyValuePair<TKey, TValue>> Scan(byte[] from, byte[] toExclusive)
    {
        _check?.Enumerate();
        return _table.Scan(from, toExclusive);
    }

    private bool TryChange(TKey key, TValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_table.Find(key) is not { } entry)
        {
            return false;
        }

        entry.State = value;
        _table.Touch(entry, long.MaxValue);
        _check?.Put(entry);
        return true;
    }

    private void Add(TKey key, TValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var entry = _table.Add(key, value, long.MaxValue);
        _check?.Put(entry);
        _count++;
    }
}
