namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>What the nodes of a task asked to be told about, in the order in which they asked.</summary>
internal sealed class TaskHooks
{
    public List<DueCloser> StreamTime { get; } = [];

    public List<Action> Commit { get; } = [];

    public List<Action> Discard { get; } = [];

    public List<Action> Close { get; } = [];

    public List<Func<long?>> EndOfInput { get; } = [];

    public List<OpenHook> Open { get; } = [];
}
