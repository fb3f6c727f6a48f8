using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Databases.Memory;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>State in memory that is kept from one opening to the next, as on a disk, and whose writes fail when told to.</summary>
internal sealed class FaultyStateStorage : StateStorage
{
    private MemoryStateDatabase _rows = new();

    /// <summary>Asked before each write; what it returns is thrown.</summary>
    public Func<StateException?> OnWrite { get; set; } = () => null;

    public bool IsFull { get; set; }

    public int Opened { get; private set; }

    public int Wiped { get; private set; }

    public override bool HasRoom => !IsFull;

    public static StateDiskFullException Full => new("/state", "IO error: No space left on device");

    public static StateCorruptedException Damage => new("/state", "Corruption: block checksum mismatch");

    public override StateDatabase Open()
    {
        Opened++;
        return new Database(this, _rows);
    }

    public override void Wipe()
    {
        Wiped++;
        _rows = new MemoryStateDatabase();
    }

    private sealed class Database(FaultyStateStorage storage, MemoryStateDatabase rows) : StateDatabase
    {
        public override StateTable OpenTable(string name) => rows.OpenTable(name);

        public override StateBatch CreateBatch() => rows.CreateBatch();

        public override void Apply(StateBatch batch)
        {
            if (storage.OnWrite() is { } error)
            {
                throw error;
            }

            rows.Apply(batch);
        }

        public override StateSnapshot CreateSnapshot() => rows.CreateSnapshot();

        public override void Dispose()
        {
        }
    }
}
