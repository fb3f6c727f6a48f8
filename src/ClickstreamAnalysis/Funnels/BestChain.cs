using System.Diagnostics;

namespace ClickstreamAnalysis.Funnels;

/// <summary>
/// Applies events to an entity's progress and finds the best chain: the steps in order, with other events in between ignored. One
/// instance serves all entities of a task.
/// </summary>
/// <remarks>
/// <para>
/// The algorithm is one pass in order of time. For each depth it stores the <em>latest</em> entry from which that depth has been reached.
/// That entry has the most of its window left, so if it cannot reach the next depth, no other entry can. An event at t that fills step k
/// raises the latest entry of depth k to that of depth k - 1, unless that entry is more than a window before t. An event therefore costs
/// time proportional to the number of steps, whatever the number of entries.
/// </para>
/// <para>
/// An outcome reports the <em>earliest</em> entry. When depth k is first reached at t, it is reached from every entry between t - window
/// and the latest entry, because each of these can replace the latest entry in its chain. An entry before t - window would have to reach
/// k within its own window, which ends before t, but k is first reached at t. So the earliest entry in that range is the result.
/// </para>
/// <para>
/// Each step of the best chain has the earliest time at which its depth can be reached from the entry. Reaching a depth earlier never
/// excludes a later step, because steps are taken in order of time.
/// </para>
/// </remarks>
internal sealed class BestChain(FunnelRules rules)
{
    private const long Never = long.MinValue;

    private readonly int[] _firstOfRun = new int[rules.Steps];
    private readonly List<Attempt> _before = [];
    private readonly List<BucketChange> _changes = [];
    private bool _isChanged;

    /// <summary>The changes of the last event.</summary>
    public List<BucketChange> Changes => _changes;

    /// <summary>Clears the changes of the last event.</summary>
    public void ClearChanges() => _changes.Clear();

    /// <summary>
    /// Applies an event that is not late. The entity must be settled at the current stream time: closed attempts cannot change, because
    /// their events have been removed.
    /// </summary>
    public StepEventEffect Apply(FunnelProgress progress, long timestampMs, uint steps)
    {
        _changes.Clear();
        _before.Clear();
        _isChanged = false;
        var events = progress.Events;
        var isInOrder = events.Count == 0 || timestampMs >= events.LastMs;
        var group = events.Find(timestampMs);
        var isTie = group < events.Count && events.TimeAt(group) == timestampMs;
        if (isTie && TieMatching.IsRedundant(steps, events.Steps(group, events.EndOfGroup(group)), rules.Steps))
        {
            return StepEventEffect.None;
        }

        if (events.Count >= rules.MaxEvents)
        {
            return StepEventEffect.Refused;
        }

        if (isInOrder)
        {
            if (progress.Reach is null)
            {
                Replay(progress, Never, isCredited: false);
            }

            if (!isTie)
            {
                StartGroup(progress.Reach!);
            }

            events.Add(timestampMs, steps);
            Extend(progress, group, events.Count, isCredited: true);
        }
        else
        {
            // The event can change only chains that contain it, which are those entered at most a window before it.
            events.Add(timestampMs, steps);
            var fromMs = timestampMs - rules.WindowMs;
            Snapshot(progress);
            progress.Attempts.RemoveAll(attempt => !attempt.IsFinal && attempt.EntryMs >= fromMs);
            Replay(progress, fromMs, isCredited: true);
        }

        if (_isChanged)
        {
            FindChanges(progress);
        }

        return StepEventEffect.Kept;
    }

    private void Replay(FunnelProgress progress, long fromMs, bool isCredited)
    {
        progress.Reach ??= new long[2 * rules.Steps];
        progress.Reach.AsSpan().Fill(Never);
        var events = progress.Events;
        for (var group = events.Find(fromMs); group < events.Count;)
        {
            var end = events.EndOfGroup(group);
            StartGroup(progress.Reach);
            Extend(progress, group, end, isCredited);
            group = end;
        }
    }

    // One array holds the latest entries twice: first before the events of the latest time, then after them.
    private Span<long> Now(long[] reach) => reach.AsSpan(rules.Steps);

    private Span<long> BeforeGroup(long[] reach) => reach.AsSpan(0, rules.Steps);

    private void StartGroup(long[] reach) => Now(reach).CopyTo(BeforeGroup(reach));

    /// <summary>Extends chains by the events of one time, the latest so far.</summary>
    private void Extend(FunnelProgress progress, int group, int end, bool isCredited)
    {
        var events = progress.Events;
        var timestampMs = events.TimeAt(group);
        var oldestMs = timestampMs - rules.WindowMs;
        var before = BeforeGroup(progress.Reach!);
        var now = Now(progress.Reach!);
        var runs = _firstOfRun.AsSpan();
        var single = events.StepsAt(group);
        var isTie = end - group > 1;
        if (isTie)
        {
            TieMatching.FindRuns(events.Steps(group, end), runs);
        }

        // From the deepest step down, so that a credit never needs a correction.
        for (var step = rules.Steps - 1; step >= 0; step--)
        {
            var first = isTie ? runs[step] : (single >> step & 1) != 0 ? step : step + 1;
            if (first > step)
            {
                continue;
            }

            var entry = first == 0 ? timestampMs : before[first - 1];
            var last = now[step];
            if (entry >= oldestMs && entry > last)
            {
                now[step] = entry;
                if (isCredited)
                {
                    Credit(progress, step + 1, last < oldestMs ? oldestMs : last + 1, entry, timestampMs);
                }
            }
        }
    }

    /// <summary>Credits a depth, just reached from every entry in a range of times, to the buckets of these entries.</summary>
    private void Credit(FunnelProgress progress, int depth, long fromMs, long toMs, long timestampMs)
    {
        var bucket = rules.BucketStartMs(toMs);
        if (rules.BucketStartMs(fromMs) == bucket && Best(progress, bucket, out _) is { } best && best.Depth >= depth)
        {
            return;
        }

        var events = progress.Events;
        for (var i = events.Find(fromMs); i < events.Count && events.TimeAt(i) <= toMs;)
        {
            if ((events.StepsAt(i) & 1) == 0)
            {
                i++;
                continue;
            }

            CreditBucket(progress, depth, i, timestampMs);
            var bucketLastMs = rules.BucketLastMs(events.TimeAt(i));
            i = bucketLastMs >= toMs ? events.Count : events.Find(bucketLastMs + 1);
        }
    }

    private void CreditBucket(FunnelProgress progress, int depth, int entryIndex, long timestampMs)
    {
        var entryMs = progress.Events.TimeAt(entryIndex);
        var best = Best(progress, rules.BucketStartMs(entryMs), out var next);
        if (best is not null && best.Depth >= depth)
        {
            return;
        }

        Snapshot(progress);
        if (best is not null && best.EntryMs == entryMs)
        {
            var times = new long[depth];
            best.StepTimesMs.CopyTo(times, 0);
            times.AsSpan(best.Depth).Fill(timestampMs);
            progress.Attempts[next - 1] = new(entryMs, depth, times);
            return;
        }

        var attempt = new Attempt(entryMs, depth, StepTimes(progress.Events, entryIndex, depth));
        if (best is { IsFinal: false } && timestampMs - best.EntryMs <= rules.WindowMs)
        {
            // The earlier attempt was beaten before its own window ended, so it needs no final outcome of its own.
            progress.Attempts[next - 1] = attempt;
        }
        else
        {
            progress.Attempts.Insert(next, attempt);
        }
    }

    /// <summary>Returns the best attempt of a bucket, and the index after it.</summary>
    private Attempt? Best(FunnelProgress progress, long bucketStartMs, out int next)
    {
        var attempts = progress.Attempts;
        for (next = attempts.Count; next > 0; next--)
        {
            var start = rules.BucketStartMs(attempts[next - 1].EntryMs);
            if (start <= bucketStartMs)
            {
                return start == bucketStartMs ? attempts[next - 1] : null;
            }
        }

        return null;
    }

    private long[] StepTimes(StepEvents events, int entryIndex, int depth)
    {
        var times = new long[depth];
        var reached = 0;
        for (var group = events.Find(events.TimeAt(entryIndex)); reached < depth && group < events.Count;)
        {
            var end = events.EndOfGroup(group);
            var count = TieMatching.CountFrom(reached, depth - reached, events.Steps(group, end));
            times.AsSpan(reached, count).Fill(events.TimeAt(group));
            reached += count;
            group = end;
        }

        Debug.Assert(reached == depth && times[^1] - times[0] <= rules.WindowMs);
        return times;
    }

    private void Snapshot(FunnelProgress progress)
    {
        if (!_isChanged)
        {
            _isChanged = true;
            _before.AddRange(progress.Attempts);
        }
    }

    /// <summary>Compares the best attempt of each bucket with the one before the event.</summary>
    private void FindChanges(FunnelProgress progress)
    {
        var attempts = progress.Attempts;
        var old = 0;
        for (var i = 0; i < attempts.Count; i++)
        {
            var bucket = rules.BucketStartMs(attempts[i].EntryMs);
            if (i + 1 < attempts.Count && rules.BucketStartMs(attempts[i + 1].EntryMs) == bucket)
            {
                continue;
            }

            Attempt? before = null;
            for (; old < _before.Count && rules.BucketStartMs(_before[old].EntryMs) <= bucket; old++)
            {
                before = rules.BucketStartMs(_before[old].EntryMs) == bucket ? _before[old] : null;
            }

            if (before is null || !before.Says(attempts[i]))
            {
                _changes.Add(new(attempts[i], before?.Depth ?? 0));
            }
        }
    }
}
