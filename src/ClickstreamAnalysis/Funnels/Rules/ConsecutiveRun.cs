namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// A run of events without another one in between. Events of equal time may be taken in any order, so a chain may begin with only some
/// events of its first time, and end with only some of its last, but takes all events of each time in between.
/// </summary>
internal sealed class ConsecutiveRun(RuledFunnel funnel) : EntryRun(funnel)
{
    // One per time, until no chain can go on; so at most one for each step.
    private readonly List<Stage> _stages = [];

    public override uint Taken => _stages.Count == 0 ? 0 : (uint)((1UL << _stages[^1].Depth) - 1);

    public override long LatestMs => _stages.Count == 0 ? long.MinValue : _stages[_stages[^1].Last].TimeMs;

    public override void Extend(ReadOnlySpan<FunnelEvent> group, ReadOnlySpan<long> excludedMs)
    {
        if (_stages.Count == 0)
        {
            var most = TieFill.Count(group, from: 0, Funnel.Steps);
            _stages.Add(new(group[0].TimeMs, 0, most, Last: 0, Start: 0, Live: Reached(most)));
            return;
        }

        var before = _stages[^1];
        if (before.Live == 0)
        {
            return;
        }

        var stage = before with { TimeMs = group[0].TimeMs, Size = group.Length, Live = 0 };
        for (var start = Funnel.Steps; start > 0; start--)
        {
            if ((before.Live >> (start - 1) & 1) == 0)
            {
                continue;
            }

            var count = TieFill.Count(group, start, Funnel.Steps - start);
            if (start + count > stage.Depth)
            {
                stage = stage with { Depth = start + count, Last = _stages.Count, Start = start };
            }

            if (count == group.Length)
            {
                stage = stage with { Live = stage.Live | 1u << (start + count - 1) };
            }
        }

        _stages.Add(stage);
    }

    public override void ReadTimes(Span<long> timesMs)
    {
        var best = _stages[^1];
        timesMs[best.Start..best.Depth].Fill(_stages[best.Last].TimeMs);
        var next = best.Start;
        for (var i = best.Last - 1; i > 0; i--)
        {
            timesMs[(next - _stages[i].Size)..next].Fill(_stages[i].TimeMs);
            next -= _stages[i].Size;
        }

        timesMs[..next].Fill(_stages[0].TimeMs);
    }

    protected override void Clear() => _stages.Clear();

    private static uint Reached(int most) => (uint)((1UL << most) - 1);

    /// <summary>The chains after the events of one time.</summary>
    /// <param name="TimeMs">The time.</param>
    /// <param name="Size">The number of events of this time.</param>
    /// <param name="Depth">The deepest step so far.</param>
    /// <param name="Last">The index of the stage that reached it.</param>
    /// <param name="Start">The number of steps taken before that stage.</param>
    /// <param name="Live">The numbers of steps that have been taken by chains that can go on: bit 0 stands for one step.</param>
    private readonly record struct Stage(long TimeMs, int Size, int Depth, int Last, int Start, uint Live);
}
