using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>A store of one task, with the operations that the task needs. Used by one thread at a time.</summary>
/// <remarks>
/// Changes are in memory until a commit. <see cref="Flush"/> serializes dirty entries into the changelog. <see cref="Committed"/> follows when
/// the log has committed, and <see cref="Discard"/> when it has not. Rows are written later by <see cref="WriteBack"/>; until then a crash is
/// recovered from the changelog.
/// </remarks>
internal abstract class TaskStore
{
    public abstract string Name { get; }

    /// <summary>The store has changes to flush.</summary>
    public abstract bool IsDirty { get; }

    /// <summary>Whether the store uses <see cref="AdvanceStreamTime"/>.</summary>
    public virtual bool FollowsStreamTime => false;

    /// <summary>Removes entries past their retention. Called with stream time before each record and punctuation.</summary>
    public virtual void AdvanceStreamTime(long streamTimeMs)
    {
    }

    /// <summary>Before a commit: checks that no object of the store was changed without being put again, if the store is to check it.</summary>
    /// <exception cref="StoreOwnershipException">One was.</exception>
    public virtual void CheckOwnership()
    {
    }

    /// <summary>
    /// Serializes dirty entries into the changelog. No other method is called until <see cref="Committed"/> or <see cref="Discard"/>.
    /// </summary>
    /// <param name="changelog">Null when the store has none.</param>
    public abstract void Flush(IChangelogWriter? changelog);

    /// <summary>The log has committed: the flushed entries wait to be written to their rows.</summary>
    /// <param name="generation">The generation of this commit; never less than that of an earlier one.</param>
    public abstract void Committed(long generation);

    /// <summary>
    /// Writes the rows of entries that changed last in a generation up to this one, and may evict cold entries. Only called when nothing is
    /// dirty; the batch must be applied before any other call.
    /// </summary>
    public abstract void WriteBack(StateBatch batch, long upToGeneration);

    /// <summary>Writes a part of the rows, the longest waiting first, while other entries may be dirty.</summary>
    /// <param name="batch">The batch to add to; must be applied before any other call.</param>
    /// <param name="upToGeneration">The latest generation to write.</param>
    /// <param name="most">The most rows to write; reduced by the number written.</param>
    public abstract void WriteBackPart(StateBatch batch, long upToGeneration, ref int most);

    /// <summary>Discards everything in memory.</summary>
    public abstract void Discard();

    /// <summary>Restores one changelog record into rows and index. Only called before the first use, or after <see cref="Discard"/>.</summary>
    public abstract void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue);

    /// <summary>Adds the deletion of all rows of this task's partition to the batch, and discards everything in memory.</summary>
    public abstract void Wipe(StateBatch batch);
}
