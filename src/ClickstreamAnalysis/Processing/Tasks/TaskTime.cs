using ClickstreamAnalysis.Processing.Repartitioning;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The stream time of a task: the upstreams it follows, and the outputs that report it to downstream tasks.</summary>
/// <param name="onAdvanced">Called with stream time when it advances; null for none.</param>
internal sealed class TaskTime(Action<long>? onAdvanced)
{
    public TaskClock Clock { get; } = new(onAdvanced);

    /// <summary>The upstreams; null when the task has one input and that is not internal.</summary>
    public UpstreamTimes? Upstreams { get; set; }

    /// <summary>The repartition topics that the task writes.</summary>
    public List<RepartitionOutput> Outputs { get; } = [];

    /// <summary>All inputs have been read to their ends and nothing has arrived for a while.</summary>
    public bool AreInputsQuiet { get; set; }

    /// <summary>The time of this turn in milliseconds, on a clock that never decreases.</summary>
    public long NowMs { get; set; }

    /// <summary>Whether a marker to downstream tasks is due.</summary>
    public bool MustTell => Outputs.Exists(output => output.MustTell(NowMs));

    /// <summary>Takes the report of an upstream.</summary>
    public void Follow(int upstream, long streamTimeMs, bool isQuiet)
    {
        AreInputsQuiet &= isQuiet;
        Upstreams!.Report(upstream, streamTimeMs, isQuiet, NowMs);
    }

    /// <summary>Sends stream time to downstream tasks. Part of a commit, after all records of the task.</summary>
    /// <param name="closedUpToMs">The stream time up to which all due results have been sent; -1 when it is not known.</param>
    public void Tell(long closedUpToMs)
    {
        foreach (var output in Outputs)
        {
            output.Tell(closedUpToMs, NowMs);
        }
    }
}
