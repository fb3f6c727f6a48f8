namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// The events that fill steps in any order. An event is taken when it and those taken before can fill different steps. An event that
/// is not taken is never needed later, because sets of events that can fill different steps form a matroid.
/// </summary>
internal sealed class AnyOrderRun(RuledFunnel funnel) : EntryRun(funnel)
{
    private readonly List<FunnelEvent> _taken = [];
    private readonly long[] _stepsOf = new long[funnel.Steps];

    public override uint Taken => (uint)((1UL << _taken.Count) - 1);

    public override long LatestMs => _taken.Count == 0 ? long.MinValue : _taken[^1].TimeMs;

    /// <summary>The events that fill the steps, in order of time.</summary>
    public IReadOnlyList<FunnelEvent> Events => _taken;

    public override void Extend(ReadOnlySpan<FunnelEvent> group, ReadOnlySpan<long> excludedMs)
    {
        foreach (ref readonly var candidate in group)
        {
            if (_taken.Count == Funnel.Steps)
            {
                return;
            }

            _stepsOf[_taken.Count] = candidate.Steps;
            if (AnyOrderFill.CanFill(_stepsOf.AsSpan(0, _taken.Count + 1), Funnel.Steps))
            {
                _taken.Add(candidate);
            }
        }
    }

    public override void ReadTimes(Span<long> timesMs)
    {
        for (var i = 0; i < _taken.Count; i++)
        {
            timesMs[i] = _taken[i].TimeMs;
        }
    }

    protected override void Clear() => _taken.Clear();
}
