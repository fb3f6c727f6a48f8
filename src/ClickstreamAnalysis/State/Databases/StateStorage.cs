namespace ClickstreamAnalysis.State.Databases;

/// <summary>Opens a state database, and deletes its files.</summary>
internal abstract class StateStorage
{
    /// <summary>Whether the disk has space for the writes of the next seconds, without which opening fails.</summary>
    public virtual bool HasRoom => true;

    /// <summary>Opens the database, creating an empty one when there is none.</summary>
    /// <exception cref="StateCorruptedException">The files are damaged.</exception>
    /// <exception cref="StateDiskFullException">The disk is full.</exception>
    /// <exception cref="StateException">It cannot be opened for another reason.</exception>
    public abstract StateDatabase Open();

    /// <summary>Deletes the files of the closed database.</summary>
    /// <exception cref="StateException">The files cannot be deleted.</exception>
    public abstract void Wipe();
}
