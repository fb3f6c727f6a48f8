using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State;

/// <summary>
/// The base of processor stores on an <see cref="ExpiringTable{TKey,TState}"/>: adds the task lifecycle and the ownership check.
/// </summary>
internal abstract class TableStore<TKey, TValue> : TaskStore
    where TKey : notnull
{
    /// <param name="name">The store's name.</param>
    /// <param name="keySerde">The serde of the keys.</param>
    /// <param name="valueSerde">The serde of the values.</param>
    /// <param name="context">The task that the store belongs to.</param>
    /// <param name="hasDueTimes">Whether entries have due times.</param>
    protected TableStore(string name, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, StoreContext context, bool hasDueTimes)
    {
        Table = new ExpiringTable<TKey, TValue>(name, keySerde, valueSerde, context, hasDueTimes);
        Check = OwnershipCheck<TKey, TValue>.Of(Table, valueSerde, context);
    }

    public sealed override string Name => Table.Name;

    public sealed override bool IsDirty => Table.IsDirty;

    public sealed override int EntriesInMemory => Table.EntriesInMemory;

    public sealed override long BytesInMemory => Table.BytesInMemory;

    /// <summary>The entries.</summary>
    protected ExpiringTable<TKey, TValue> Table { get; }

    /// <summary>Finds objects that were changed and not put again; null when the check is disabled.</summary>
    protected OwnershipCheck<TKey, TValue>? Check { get; }

    public sealed override void CheckOwnership() => Check?.Commit();

    public override void Flush(IChangelogWriter? changelog) => Table.Flush(changelog);

    public sealed override void Committed(long generation) => Table.Committed(generation);

    public sealed override void WriteBack(StateBatch batch, long upToGeneration) => Table.WriteBack(batch, upToGeneration);

    public sealed override void WriteBackPart(StateBatch batch, long upToGeneration, ref int most) => Table.WriteBackPart(batch, upToGeneration, ref most);

    public sealed override void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue) =>
        Table.Restore(batch, key, value, hasValue);

    public sealed override void Discard()
    {
        Table.Discard();
        Check?.Clear();
        ResetMemory();
    }

    public sealed override void Wipe(StateBatch batch)
    {
        Table.Wipe(batch);
        Check?.Clear();
        ResetMemory();
    }

    /// <summary>Called when the table has discarded its entries in memory: a derived store must discard its knowledge about them.</summary>
    protected virtual void ResetMemory()
    {
    }

    /// <summary>Reads keys and values in the order of the keys' bytes.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="toExclusive">Exclusive; empty for the end of the table.</param>
    protected IEnumerable<KeyValuePair<TKey, TValue>> Scan(byte[] from, byte[] toExclusive)
    {
        Check?.Enumerate();
        return Table.Scan(from, toExclusive);
    }
}
