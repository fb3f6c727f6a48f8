using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>A store of one task, with the operations that the task calls. Used by one thread at a time.</summary>
/// <remarks>
/// Changes stay in memory until a commit. <see cref="Flush"/> serializes dirty entries into the changelog. The task then calls
/// <see cref="Committed"/> if the log has committed, and <see cref="Discard"/> if it has not. <see cref="WriteBack"/> writes rows later; until
/// then the changelog restores them after a crash.
/// </remarks>
internal abstract class TaskStore
{
    public abstract string Name { get; }

    /// <summary>The interface that processors use the store by; null for the store of a built-in operator.</summary>
    public virtual Type? Interface => null;

    /// <summary>The number of entries that are objects in memory.</summary>
    public abstract int EntriesInMemory { get; }

    /// <summary>Their estimated size in bytes.</summary>
    public abstract long BytesInMemory { get; }

    /// <summary>Whether the store has changes to flush.</summary>
    public abstract bool IsDirty { get; }

    /// <summary>Whether the store uses <see cref="AdvanceStreamTime"/>.</summary>
    public virtual bool FollowsStreamTime => false;

    /// <summary>Removes entries past their retention. Called with stream time before each record and punctuation.</summary>
    public virtual void AdvanceStreamTime(long streamTimeMs)
    {
    }

    /// <summary>
    /// Called before a commit: checks that no object of the store was changed without being put again, if the check is enabled.
    /// </summary>
    /// <exception cref="StoreOwnershipException">An object was changed and not put again.</exception>
    public virtual void CheckOwnership()
    {
    }

    /// <summary>
    /// Serializes dirty entries into the changelog. No other method is called until <see cref="Committed"/> or <see cref="Discard"/>.
    /// </summary>
    /// <param name="changelog">The changelog; null when the store has none.</param>
    public abstract void Flush(IChangelogWriter? changelog);

    /// <summary>Called after the log has committed: rows of the flushed entries are now pending.</summary>
    /// <param name="generation">The generation of this commit; never lower than that of an earlier commit.</param>
    public abstract void Committed(long generation);

    /// <summary>
    /// Writes the rows of entries whose last change is in this generation or an earlier one, and may evict cold entries. Called only when
    /// nothing is dirty; the batch must be applied before any other call.
    /// </summary>
    public abstract void WriteBack(StateBatch batch, long upToGeneration);

    /// <summary>Writes some of the pending rows, oldest first, while other entries may be dirty.</summary>
    /// <param name="batch">The batch to add to; must be applied before any other call.</param>
    /// <param name="upToGeneration">The latest generation to write.</param>
    /// <param name="most">The maximum number of rows to write; reduced by the number written.</param>
    public abstract void WriteBackPart(StateBatch batch, long upToGeneration, ref int most);

    /// <summary>Discards everything in memory.</summary>
    public abstract void Discard();

    /// <summary>Restores one changelog record into rows and index. Called only before the first use, or after <see cref="Discard"/>.</summary>
    public abstract void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue);

    /// <summary>Adds the deletion of all rows of this task's partition to the batch, and discards everything in memory.</summary>
    public abstract void Wipe(StateBatch batch);
}
