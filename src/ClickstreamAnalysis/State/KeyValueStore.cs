using System.Diagnostics.CodeAnalysis;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State;

/// <summary>A key-value store on a table whose entries never expire.</summary>
internal sealed class KeyValueStore<TKey, TValue>(string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, StoreContext context)
    : TableStore<TKey, TValue>(name, keySerde, valueSerde, context, hasDueTimes: false), IKeyValueStore<TKey, TValue>
    where TKey : notnull
{
    // Null until first requested, because counting reads every row.
    private long? _count;

    public override Type Interface => typeof(IKeyValueStore<TKey, TValue>);

    public long ApproximateCount => _count ??= Table.Count();

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

        Table.Remove(entry);
        _count--;
        return true;
    }

    public IEnumerable<KeyValuePair<TKey, TValue>> Range(TKey from, TKey to) => Scan(Table.KeyBytes(from), [.. Table.KeyBytes(to), 0]);

    public IEnumerable<KeyValuePair<TKey, TValue>> All() => Scan([], []);

    public override void Flush(IChangelogWriter? changelog)
    {
        var rejected = Table.Rejected;
        base.Flush(changelog);
        _count -= Table.Rejected - rejected;
    }

    protected override void ResetMemory() => _count = null;

    private LiveEntry<TKey, TValue>? Find(TKey key)
    {
        var entry = Table.Find(key);
        if (Check is { } check && entry is not null)
        {
            check.Read(entry);
        }

        return entry;
    }

    private bool TryChange(TKey key, TValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (Table.Find(key) is not { } entry)
        {
            return false;
        }

        entry.State = value;
        Table.Touch(entry, long.MaxValue);
        Check?.Put(entry);
        return true;
    }

    private void Add(TKey key, TValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var entry = Table.Add(key, value, long.MaxValue);
        Check?.Put(entry);
        _count++;
    }
}
