namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The callbacks that the nodes of a task have registered, in the order of registration.</summary>
internal sealed class TaskHooks
{
    public List<DueCloser> StreamTime { get; } = [];

    public List<Action> Commit { get; } = [];

    public List<Action> Close { get; } = [];

    public List<Func<long?>> EndOfInput { get; } = [];

    public List<OpenHook> Open { get; } = [];

    public List<SessionHook> Sessions { get; } = [];

    /// <summary>Starts the counts of a new period, after a commit.</summary>
    public void Clear()
    {
        foreach (var hook in Sessions)
        {
            hook.Tally.Clear();
        }
    }

    /// <summary>Closes all nodes and returns the first failure.</summary>
    public Exception? CloseNodes()
    {
        Exception? failure = null;
        foreach (var close in Close)
        {
            try
            {
                close();
            }
            catch (Exception error)
            {
                failure ??= error;
            }
        }

        return failure;
    }
}
