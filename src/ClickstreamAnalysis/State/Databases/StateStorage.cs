namespace ClickstreamAnalysis.State.Databases;

/// <summary>Where a state database is kept: opens it, and deletes its files.</summary>
internal abstract class StateStorage
{
    /// <summary>Whether the disk has room for the writes of the next seconds. Without it opening is not worth trying.</summary>
    public virtual bool HasRoom => true;

    /// <summary>Opens the database, creating an empty one when there is none.</summary>
    /// <exception cref="StateCorruptedException">The files are damaged.</exception>
    /// <exception cref="StateDiskFullException">There is no room to open it.</exception>
    /// <exception cref="StateException">It cannot be opened for another reason.</exception>
    public abstract StateDatabase Open();

    /// <summary>Deletes everything in the closed database.</summary>
    /// <exception cref="StateException">The files cannot be deleted.</exception>
    public abstract void Wipe();
}
