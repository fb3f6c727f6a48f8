using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>A store of one task, as the task sees it. Used by one thread at a time.</summary>
/// <remarks>
/// Changes live in memory until a commit: <see cref="Flush"/> serialises what is dirty into the changelog; when the log has
/// committed, <see cref="Committed"/> follows; when the outcome was bad, <see cref="Discard"/> forgets everything in memory. Rows
/// follow later, by <see cref="WriteBack"/>: until then the changelog is what survives a crash.
/// </remarks>
internal abstract class TaskStore
{
    public abstract string Name { get; }

    /// <summary>Something to flush.</summary>
    public abstract bool IsDirty { get; }

    /// <summary>Whether the store wants <see cref="AdvanceStreamTime"/>.</summary>
    public virtual bool FollowsStreamTime => false;

    /// <summary>Stream time, told before each record and punctuation: what is past its retention goes.</summary>
    public virtual void AdvanceStreamTime(long streamTimeMs)
    {
    }

    /// <summary>Before a commit: checks that no object of the store was changed without being put again, if the store is to check it.</summary>
    /// <exception cref="StoreOwnershipException">One was.</exception>
    public virtual void CheckOwnership()
    {
    }

    /// <summary>
    /// Serialises what is dirty into the changelog. Nothing else is called until <see cref="Committed"/> or <see cref="Discard"/>.
    /// </summary>
    /// <param name="changelog">Null when the store has none.</param>
    public abstract void Flush(IChangelogWriter? changelog);

    /// <summary>The log has committed: what was dirty is now to be written to its rows.</summary>
    /// <param name="generation">The generation of this commit; never less than that of an earlier one.</param>
    public abstract void Committed(long generation);

    /// <summary>
    /// Writes rows for what changed last in a generation up to this one. Cold entries may leave memory. Only called when nothing is
    /// dirty; what the batch holds must be applied before anything else is asked of the store.
    /// </summary>
    public abstract void WriteBack(StateBatch batch, long upToGeneration);

    /// <summary>Does a part of <see cref="WriteBack"/> beforehand, while other entries may be dirty: the longest waiting rows.</summary>
    /// <param name="batch">Where to add; must be applied before anything else is asked of the store.</param>
    /// <param name="upToGeneration">The latest generation to write.</param>
    /// <param name="most">How many rows to write at most; those written are taken off.</param>
    public abstract void WriteBackPart(StateBatch batch, long upToGeneration, ref int most);

    /// <summary>Forgets everything in memory.</summary>
    public abstract void Discard();

    /// <summary>Takes one changelog record back into rows and index. Called only before the first use, or after <see cref="Discard"/>.</summary>
    public abstract void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue);

    /// <summary>Adds the deletion of all rows of this task's partition to the batch, and forgets everything in memory.</summary>
    public abstract void Wipe(StateBatch batch);
}
