using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.State.Databases;

/// <summary>All state of one application instance on this machine: ordered byte tables and an atomic batch over them.</summary>
/// <remarks>
/// One database serves every task; rows carry their partition as a prefix (see <see cref="RowKey"/>), so that memory does not
/// grow with the number of partitions. Thread-safe: stream threads share it.
/// </remarks>
internal abstract class StateDatabase : IDisposable
{
    /// <summary>Native memory in use, as reported by the database.</summary>
    public virtual long MemoryUsageBytes => 0;

    /// <summary>The size of each table in bytes, as estimated by the database; empty when it does not know.</summary>
    public virtual IReadOnlyDictionary<string, long> ReadSizes() => new Dictionary<string, long>();

    /// <summary>Opens the table of this name, and creates it when there is none.</summary>
    public abstract StateTable OpenTable(string name);

    /// <summary>Creates an empty batch; reuse it through <see cref="StateBatch.Clear"/>.</summary>
    public abstract StateBatch CreateBatch();

    /// <summary>Applies everything in the batch, or nothing. The batch is not cleared.</summary>
    public abstract void Apply(StateBatch batch);

    /// <summary>Takes a snapshot of all tables.</summary>
    /// <exception cref="ObjectDisposedException">The database is closed.</exception>
    public abstract StateSnapshot CreateSnapshot();

    public abstract void Dispose();
}
