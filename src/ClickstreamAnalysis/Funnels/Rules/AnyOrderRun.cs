namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// The events that fill steps in any order. An event is taken when it and those taken before can fill different steps. An event that
/// is not taken is never needed later, because sets of events that can fill different steps form a matroid.
/// </summary>
internal sealed class AnyOrderRun(RuledFunnel funnel) : EntryRun(funnel)
{
    private readonly List<FunnelEvent> _taken = [];

    public override uint Taken => (uint)((1UL << _taken.Count) - 1);

    public override long LatestMs => _taken.Count == 0 ? long.MinValue : _taken[^1].TimeMs;

    public override void Rewind(long fromMs)
    {
        while (_taken.Count > 0 && _taken[^1].TimeMs >= fromMs)
        {
            _taken.RemoveAt(_taken.Count - 1);
        }
    }

    public override void Extend(ReadOnlySpan<FunnelEvent> group, ReadOnlySpan<long> excludedMs)
    {
        foreach (ref readonly var candidate in group)
        {
            if (_taken.Count == Funnel.Steps)
            {
                return;
            }

            if (candidate.Steps != 0 && CanTake(in candidate))
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

    public override int DepthAt(long timeMs) => _taken.Count(taken => taken.TimeMs <= timeMs);

    /// <summary>The events that fill the steps, in order of time.</summary>
    public IReadOnlyList<FunnelEvent> Events => _taken;

    /// <summary>Whether the event and those taken can fill different steps: whether each event finds a step of its own.</summary>
    private bool CanTake(in FunnelEvent candidate)
    {
        Span<int> eventOf = stackalloc int[Funnel.Steps];
        eventOf.Fill(-1);
        for (var i = 0; i <= _taken.Count; i++)
        {
            var tried = 0u;
            if (!TryPlace(i, in candidate, eventOf, ref tried))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryPlace(int index, in FunnelEvent candidate, Span<int> eventOf, ref uint tried)
    {
        var steps = index == _taken.Count ? candidate.Steps : _taken[index].Steps;
        for (var step = 0; step < eventOf.Length; step++)
        {
            if ((steps >> step & 1) == 0 || (tried >> step & 1) != 0)
            {
                continue;
            }

            tried |= 1u << step;
            if (eventOf[step] < 0 || TryPlace(eventOf[step], in candidate, eventOf, ref tried))
            {
                eventOf[step] = index;
                return true;
            }
        }

        return false;
    }
}
