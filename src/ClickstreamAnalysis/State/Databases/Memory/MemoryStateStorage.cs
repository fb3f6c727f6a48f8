namespace ClickstreamAnalysis.State.Databases.Memory;

/// <summary>State in memory, empty each time it is opened.</summary>
internal sealed class MemoryStateStorage : StateStorage
{
    public override StateDatabase Open() => new MemoryStateDatabase();

    public override void Wipe()
    {
    }
}
