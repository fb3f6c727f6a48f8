using ClickstreamAnalysis.Processing.Repartitioning;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The stream time of a task: what it follows, and which tasks are told of it.</summary>
/// <param name="onAdvanced">Called with stream time whenever it moves forward; null for none.</param>
internal sealed class TaskTime(Action<long>? onAdvanced)
{
    public TaskClock Clock { get; } = new(onAdvanced);

    /// <summary>What stream time is the least of; null when the task has one input and that is an outside topic.</summary>
    public UpstreamTimes? Upstreams { get; set; }

    /// <summary>The repartition topics that the task writes.</summary>
    public List<RepartitionOutput> Outputs { get; } = [];

    /// <summary>All inputs have been read to their ends and nothing came for a while, so tasks downstream need not wait for this one.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>The time of this turn in milliseconds, on a clock that never goes back.</summary>
    public long NowMs { get; set; }

    /// <summary>Whether tasks downstream have to be told something that no record has told them.</summary>
    public bool MustTell => Outputs.Exists(output => output.MustTell(NowMs));

    /// <summary>Takes what an upstream tells.</summary>
    public void Follow(int upstream, long streamTimeMs, bool isQuiet)
    {
        IsQuiet &= isQuiet;
        Upstreams!.Report(upstream, streamTimeMs, isQuiet, NowMs);
    }

    /// <summary>As part of a commit, after everything that the task had to send: tells tasks downstream its stream time.</summary>
    /// <param name="closedUpToMs">The stream time up to which everything that was due has been sent; -1 when that is not known.</param>
    public void Tell(long closedUpToMs)
    {
        foreach (var output in Outputs)
        {
            output.Tell(closedUpToMs, NowMs);
        }
    }
}
