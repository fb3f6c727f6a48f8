using System.Runtime.CompilerServices;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Rows;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State;

/// <summary>
/// Finds keys and values of a store that a processor has changed without putting them again. Serializes each object when it is
/// read or put, and compares the bytes at commits. Not thread-safe.
/// </summary>
internal sealed class OwnershipCheck<TKey, TValue>
    where TKey : notnull
{
    // Serializing every object at each commit would make long tests quadratic.
    private const int OthersAtOnce = 100;

    private readonly ExpiringTable<TKey, TValue> _table;
    private readonly string _task;
    private readonly ISerde<TValue> _valueSerde;
    private readonly RowBuffer _buffer = new();
    private readonly Dictionary<LiveEntry<TKey, TValue>, ObjectBytes> _known = [];
    private readonly HashSet<LiveEntry<TKey, TValue>> _used = [];
    private readonly Queue<LiveEntry<TKey, TValue>> _others = [];

    private OwnershipCheck(ExpiringTable<TKey, TValue> table, string task, ISerde<TValue> valueSerde)
    {
        _table = table;
        _task = task;
        _valueSerde = valueSerde;
    }

    /// <summary>Creates the check of a table; null when the context disables it.</summary>
    public static OwnershipCheck<TKey, TValue>? Of(ExpiringTable<TKey, TValue> table, ISerde<TValue> valueSerde, StoreContext context) =>
        context.ChecksOwnership ? new(table, context.Task, valueSerde) : null;

    /// <summary>
    /// Called when a processor reads the entry's value. The processor may still put a changed value, so only the commit compares.
    /// </summary>
    public void Read(LiveEntry<TKey, TValue> entry)
    {
        if (_known.ContainsKey(entry))
        {
            _used.Add(entry);
        }
        else
        {
            Note(entry);
        }
    }

    /// <summary>Called when a processor has put the entry's value.</summary>
    public void Put(LiveEntry<TKey, TValue> entry) => Note(entry);

    /// <summary>Called before a processor enumerates the store, because a changed key corrupts the enumeration.</summary>
    /// <exception cref="StoreOwnershipException">A key was changed.</exception>
    public void Enumerate()
    {
        foreach (var (entry, before) in _known)
        {
            if (entry.IsLive)
            {
                CompareKey(entry, before);
            }
        }

        _used.UnionWith(_known.Keys);
    }

    /// <summary>Called before a commit: compares the entries used since the last commit, and a few of the others in rotation.</summary>
    /// <exception cref="StoreOwnershipException">A key or a value was changed and not put again.</exception>
    public void Commit()
    {
        foreach (var entry in _used)
        {
            Compare(entry);
        }

        _used.Clear();
        for (var left = Math.Min(OthersAtOnce, _others.Count); left > 0; left--)
        {
            var entry = _others.Dequeue();
            if (entry.IsLive)
            {
                Compare(entry);
                _others.Enqueue(entry);
            }
            else
            {
                _known.Remove(entry);
            }
        }
    }

    /// <summary>Called when the store has discarded its objects.</summary>
    public void Clear()
    {
        _known.Clear();
        _used.Clear();
        _others.Clear();
    }

    private void Note(LiveEntry<TKey, TValue> entry)
    {
        var isNew = !_known.TryGetValue(entry, out var bytes);
        _known[entry] = new ObjectBytes(isNew ? KeyBytes(entry) : bytes!.Key, ValueBytes(entry));
        _used.Add(entry);
        if (isNew)
        {
            _others.Enqueue(entry);
        }
    }

    private void Compare(LiveEntry<TKey, TValue> entry)
    {
        if (!entry.IsLive || !_known.TryGetValue(entry, out var before))
        {
            return;
        }

        CompareKey(entry, before);
        if (!AreEqual(before.Value, ValueBytes(entry)))
        {
            throw Mistake(
                "a value was changed after it was read or put, and not put again. The change is visible only until a restart. "
                + "Put the value after its last change, or change a copy.");
        }
    }

    private void CompareKey(LiveEntry<TKey, TValue> entry, ObjectBytes before)
    {
        if (!AreEqual(before.Key, KeyBytes(entry)))
        {
            throw Mistake("a key was changed after it was passed to the store, which keeps that object. Pass a copy, or do not change the key afterwards.");
        }
    }

    private StoreOwnershipException Mistake(string mistake) => new(
        $"Task {_task}, store '{_table.Name}': {mistake} "
        + "(The check compares serialized bytes: turn ChecksStores off for serdes that write the same object differently each time.)");

    private byte[]? KeyBytes(LiveEntry<TKey, TValue> entry) => CanChange<TKey>() ? _table.KeyBytes(entry.Key) : null;

    private byte[]? ValueBytes(LiveEntry<TKey, TValue> entry)
    {
        if (!CanChange<TValue>())
        {
            return null;
        }

        try
        {
            _buffer.Clear();
            _valueSerde.Serialize(entry.State, _buffer);
            return _buffer.Written.ToArray();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The commit serializes the object too, and the policy handles the failure there.
            return null;
        }
    }

    private static bool CanChange<T>() => typeof(T) != typeof(string) && RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    private static bool AreEqual(byte[]? before, byte[]? now) => before is null || now is null || before.AsSpan().SequenceEqual(now);

    private sealed record ObjectBytes(byte[]? Key, byte[]? Value);
}
