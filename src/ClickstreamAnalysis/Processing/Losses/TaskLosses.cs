using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Processing.Losses;

/// <summary>Counts the records that the operators of one task have dropped since the last commit.</summary>
/// <param name="task">The task's name.</param>
/// <param name="clock">The task's stream time.</param>
/// <param name="current">Returns where the record being processed was read.</param>
/// <param name="board">The counts of the application.</param>
internal sealed class TaskLosses(string task, TaskClock clock, Func<RecordMetadata> current, LossBoard board)
{
    private readonly Dictionary<LossKey, Loss> _uncommitted = [];

    /// <summary>How often a limit split what belongs together. No record is lost by that.</summary>
    public long SessionLimitHits { get; set; }

    public IReadOnlyDictionary<LossKey, Loss> Uncommitted => _uncommitted;

    /// <summary>Counts a record that was not late.</summary>
    public void Add(string nodeName, string reason, Exception? error = null) =>
        Add(new LossKey(nodeName, reason), new Loss { Records = 1 }, error);

    /// <summary>Counts late records.</summary>
    /// <param name="nodeName">The operator.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="timestampMs">The record's event time.</param>
    /// <param name="neededGraceMs">The shortest grace period with which the record would have been used, if the operator has one.</param>
    /// <param name="records">The number of records.</param>
    public void AddLate(string nodeName, string reason, long timestampMs, long? neededGraceMs, long records = 1) =>
        Add(
            new LossKey(nodeName, reason),
            new Loss { Records = records, HighestLatenessMs = Math.Max(0, clock.StreamTimeMs - timestampMs), NeededGraceMs = neededGraceMs },
            error: null);

    public void Clear()
    {
        SessionLimitHits = 0;
        _uncommitted.Clear();
    }

    private void Add(LossKey key, Loss loss, Exception? error)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_uncommitted, key, out var isKnown);
        sum.Add(in loss);
        if (!isKnown)
        {
            board.Announce(key, in loss, new LossPlace(task, current(), error));
        }
    }
}
