using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// Bounds the events of one track and time by those that a result can use, so that any number of ties costs time in proportion to
/// their number. One instance serves all entities of a task.
/// </summary>
/// <remarks>
/// <para>
/// Of the events of one time that can fill a step, the first in the order of their content does that leaves enough for the other steps. An event
/// is therefore never used when enough events before it can take its place: as many with the same steps as it has steps, or for each
/// of its steps as many as the funnel has steps. So at most steps × steps events are kept, and one for each exclusion.
/// </para>
/// <para>
/// Where attempts share no events (<see cref="FunnelCounting.Totals"/>), all are kept. In a run (<see cref="FunnelOrder.Consecutive"/>),
/// more events than steps end it, however many they are, so one more than the steps is enough.
/// </para>
/// </remarks>
internal sealed class TieBound(RuledFunnel funnel)
{
    private readonly int[] _ofStep = new int[funnel.Steps];
    private readonly int[] _ofExclusion = new int[funnel.Exclusions.Length];
    private int _alike;

    /// <summary>The work done so far, in events looked at.</summary>
    public long Looked { get; private set; }

    /// <summary>Whether one more event of this track and time changes nothing.</summary>
    /// <param name="ties">The events of the same track and time, in order.</param>
    /// <param name="added">The event.</param>
    public bool IsNeedless(ReadOnlySpan<FunnelEvent> ties, in FunnelEvent added)
    {
        Looked += ties.Length;
        var others = 0u;
        var hasForeign = false;
        Start();
        foreach (ref readonly var tie in ties)
        {
            others |= tie.Exclusions;
            hasForeign |= tie.Steps == 0;
            if (tie.CompareTo(added) <= 0)
            {
                Count(in tie, added.Steps);
            }
        }

        if ((added.Exclusions & ~others) != 0)
        {
            return false;
        }

        if (added.Steps == 0)
        {
            return funnel.SeesForeign ? hasForeign || IsMoreThanRun(ties.Length) : !ties.IsEmpty;
        }

        return !funnel.CountsAttempts && (!funnel.SeesForeign || IsMoreThanRun(ties.Length)) && IsBehindEnough(in added, added.Steps);
    }

    /// <summary>Removes the events that an event which was added makes needless.</summary>
    /// <param name="ties">The events of the same track and time, in order; those that are kept are moved to the front.</param>
    /// <param name="steps">The steps of the event that was added.</param>
    /// <returns>The number of events that are kept.</returns>
    public int Reduce(Span<FunnelEvent> ties, uint steps)
    {
        if (funnel.CountsAttempts)
        {
            return ties.Length;
        }

        Looked += ties.Length;
        Start();
        CountExclusions(ties);
        var kept = 0;
        for (var i = 0; i < ties.Length; i++)
        {
            var tie = ties[i];
            var left = kept + ties.Length - i - 1;
            if ((!funnel.SeesForeign || IsMoreThanRun(left)) && IsBehindEnough(in tie, steps) && IsCovered(in tie))
            {
                Exclude(tie.Exclusions, -1);
                continue;
            }

            Count(in tie, steps);
            ties[kept++] = tie;
        }

        return kept;
    }

    /// <summary>Whether so many events of one time end a run in any case.</summary>
    private bool IsMoreThanRun(int events) => events > funnel.Steps;

    private void Start()
    {
        _ofStep.AsSpan().Clear();
        _alike = 0;
    }

    private void Count(in FunnelEvent tie, uint steps)
    {
        _alike += tie.Steps == steps ? 1 : 0;
        for (var rest = tie.Steps; rest != 0; rest &= rest - 1)
        {
            _ofStep[BitOperations.TrailingZeroCount(rest)]++;
        }
    }

    /// <summary>Whether the events counted can take the place of an event.</summary>
    private bool IsBehindEnough(in FunnelEvent tie, uint steps)
    {
        if (tie.Steps == steps && _alike >= BitOperations.PopCount(steps))
        {
            return true;
        }

        for (var rest = tie.Steps; rest != 0; rest &= rest - 1)
        {
            if (_ofStep[BitOperations.TrailingZeroCount(rest)] < funnel.Steps)
            {
                return false;
            }
        }

        return true;
    }

    private void CountExclusions(ReadOnlySpan<FunnelEvent> ties)
    {
        _ofExclusion.AsSpan().Clear();
        foreach (ref readonly var tie in ties)
        {
            Exclude(tie.Exclusions, 1);
        }
    }

    private void Exclude(uint exclusions, int count)
    {
        for (; exclusions != 0; exclusions &= exclusions - 1)
        {
            _ofExclusion[BitOperations.TrailingZeroCount(exclusions)] += count;
        }
    }

    /// <summary>Whether other events have the exclusions of an event.</summary>
    private bool IsCovered(in FunnelEvent tie)
    {
        for (var rest = tie.Exclusions; rest != 0; rest &= rest - 1)
        {
            if (_ofExclusion[BitOperations.TrailingZeroCount(rest)] < 2)
            {
                return false;
            }
        }

        return true;
    }
}
