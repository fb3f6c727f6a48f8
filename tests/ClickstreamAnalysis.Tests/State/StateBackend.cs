using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.State.Databases.RocksDb;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>A kind of state database that the contract suites run against.</summary>
public abstract class StateBackend : IDisposable
{
    internal abstract StateDatabase Database { get; }

    internal abstract int OpenCursors { get; }

    /// <summary>What a restart leaves: the rows of the last commit.</summary>
    internal abstract void Reopen();

    public abstract void Dispose();
}

public sealed class MemoryBackend : StateBackend
{
    private readonly MemoryStateDatabase _database = new();

    internal override StateDatabase Database => _database;

    internal override int OpenCursors => _database.OpenCursors;

    internal override void Reopen()
    {
    }

    public override void Dispose() => _database.Dispose();
}

public sealed class RocksDbBackend : StateBackend
{
    private RocksDbStateDatabase _database;

    public RocksDbBackend()
    {
        Directory = Path.Combine(Path.GetTempPath(), "clickstream-state-" + Guid.NewGuid().ToString("N"));
        _database = RocksDbStateDatabase.Open(Directory);
    }

    internal string Directory { get; }

    internal override StateDatabase Database => _database;

    internal override int OpenCursors => _database.OpenCursors;

    internal override void Reopen()
    {
        _database.Dispose();
        _database = RocksDbStateDatabase.Open(Directory);
    }

    public override void Dispose()
    {
        _database.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
