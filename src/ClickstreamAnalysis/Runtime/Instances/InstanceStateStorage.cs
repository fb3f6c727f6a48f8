using ClickstreamAnalysis.Runtime.Memory;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.State.Databases.RocksDb;

namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>State in the directory of an instance, which is known once the instance has claimed it.</summary>
internal sealed class InstanceStateStorage(InstanceDirectory directory, RocksDbStateOptions options) : StateStorage
{
    private RocksDbStateStorage? _files;

    /// <summary>The storage that the options ask for.</summary>
    public static StateStorage Of(StreamsOptions options, MemoryPlan memory, InstanceDirectory directory) => options.InMemoryState
        ? new MemoryStateStorage()
        : new InstanceStateStorage(directory, new RocksDbStateOptions { MemoryBytes = memory.DatabaseBytes });

    public override bool HasRoom => Files.HasRoom;

    private RocksDbStateStorage Files => _files ??= new RocksDbStateStorage(directory.DatabasePath, options);

    public override StateDatabase Open() => Files.Open();

    public override void Wipe() => Files.Wipe();
}
