namespace ClickstreamAnalysis.State;

/// <summary>A store of one task, as the task sees it. Used by one thread at a time.</summary>
/// <remarks>
/// Changes live in memory until a commit: <see cref="Flush"/> serialises what is dirty, once, into the batch and the
/// changelog; when the log has committed and the batch is applied, <see cref="Committed"/> follows; when the outcome was bad,
/// <see cref="Discard"/> forgets everything in memory, and the rows of the last commit are what counts.
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

    /// <summary>Serialises what is dirty. Nothing else is called until <see cref="Committed"/> or <see cref="Discard"/>.</summary>
    /// <param name="batch">Rows and index entries.</param>
    /// <param name="changelog">The rows once more; null when the store has no changelog.</param>
    public abstract void Flush(StateBatch batch, IChangelogWriter? changelog);

    /// <summary>The batch is applied: dirty entries are clean, and cold ones may leave memory.</summary>
    public abstract void Committed();

    /// <summary>Forgets everything in memory.</summary>
    public abstract void Discard();

    /// <summary>Takes one changelog record back into rows and index. Called only before the first use, or after <see cref="Discard"/>.</summary>
    public abstract void Restore(StateBatch batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue);

    /// <summary>Adds the deletion of all rows of this task's partition to the batch, and forgets everything in memory.</summary>
    public abstract void Wipe(StateBatch batch);
}
