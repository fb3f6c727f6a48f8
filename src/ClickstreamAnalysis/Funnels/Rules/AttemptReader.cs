using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Reads the attempt of a run: the times, the value of the breakdown, and the events used.</summary>
internal static class AttemptReader
{
    /// <param name="funnel">The funnel.</param>
    /// <param name="run">The run.</param>
    /// <param name="track">The events of its track.</param>
    /// <param name="effect">The effect of exclusion events on the attempt.</param>
    /// <param name="used">Receives the indexes of the events used; null when they are not needed.</param>
    public static RuledAttempt Read(RuledFunnel funnel, EntryRun run, ReadOnlySpan<FunnelEvent> track, ExclusionEffect? effect, List<int>? used)
    {
        Span<long> byStep = stackalloc long[funnel.Steps];
        run.ReadTimes(byStep);
        var taken = run.Taken;
        var afterFirst = taken & (taken - 1);
        long[] later = afterFirst == 0 ? [] : new long[BitOperations.PopCount(afterFirst)];
        var next = 0;
        for (var rest = afterFirst; rest != 0; rest &= rest - 1)
        {
            later[next++] = byStep[BitOperations.TrailingZeroCount(rest)];
        }

        var value = RuledFunnel.NoValue;
        if (run is AnyOrderRun anyOrder)
        {
            value = ReadAnyOrder(funnel, anyOrder, track, used);
        }
        else if (funnel.Values > 0 || used is not null)
        {
            Span<int> eventOf = stackalloc int[funnel.Steps];
            Assign(funnel, taken, byStep, track, eventOf);
            for (var rest = taken; rest != 0; rest &= rest - 1)
            {
                used?.Add(eventOf[BitOperations.TrailingZeroCount(rest)]);
            }

            value = ValueOf(funnel, taken, track, eventOf);
        }

        return new(run.Session, run.Held, run.EntryMs, taken, later, value, effect, IsFinal: false);
    }

    /// <summary>The effect of exclusion events after the last step of an attempt; null when there is none.</summary>
    public static ExclusionEffect? EffectOn(RuledFunnel funnel, EntryRun run, ReadOnlySpan<FunnelEvent> track)
    {
        ExclusionEffect? effect = null;
        var last = run.Depth - 1;
        for (var i = 0; i < funnel.Exclusions.Length; i++)
        {
            var exclusion = funnel.Exclusions[i];
            if (exclusion.IsArmedAt(last) && (effect is null || exclusion.Effect > effect) && IsHit(run, track, i))
            {
                effect = exclusion.Effect;
            }
        }

        return effect;
    }

    private static bool IsHit(EntryRun run, ReadOnlySpan<FunnelEvent> track, int exclusion)
    {
        for (var i = Track.Find(track, run.LatestMs + 1); i < track.Length && track[i].TimeMs <= run.LimitMs; i++)
        {
            if ((track[i].Exclusions >> exclusion & 1) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static int ReadAnyOrder(RuledFunnel funnel, AnyOrderRun run, ReadOnlySpan<FunnelEvent> track, List<int>? used)
    {
        if (used is not null)
        {
            foreach (var taken in run.Events)
            {
                var at = Track.Find(track, taken.TimeMs);
                while (track[at] != taken || used.Contains(at))
                {
                    at++;
                }

                used.Add(at);
            }
        }

        return funnel.Attribution == BreakdownAttribution.Last ? run.Events[^1].Value : run.Events[0].Value;
    }

    private static void Assign(RuledFunnel funnel, uint taken, ReadOnlySpan<long> byStep, ReadOnlySpan<FunnelEvent> track, Span<int> eventOf)
    {
        for (var rest = taken; rest != 0;)
        {
            var timeMs = byStep[BitOperations.TrailingZeroCount(rest)];
            var together = 0u;
            for (var same = rest; same != 0; same &= same - 1)
            {
                var step = BitOperations.TrailingZeroCount(same);
                together |= byStep[step] == timeMs ? 1u << step : 0;
            }

            var from = Track.Find(track, timeMs);
            TieFill.Assign(Track.Group(track, from), together, funnel.Order == FunnelOrder.ReuseEvents, eventOf);
            for (var same = together; same != 0; same &= same - 1)
            {
                eventOf[BitOperations.TrailingZeroCount(same)] += from;
            }

            rest &= ~together;
        }
    }

    private static int ValueOf(RuledFunnel funnel, uint taken, ReadOnlySpan<FunnelEvent> track, ReadOnlySpan<int> eventOf)
    {
        var step = funnel.Attribution.Step switch
        {
            0 => 0,
            < 0 => 31 - BitOperations.LeadingZeroCount(taken),
            var number => number - 1,
        };
        return funnel.Values > 0 && (taken >> step & 1) != 0 ? track[eventOf[step]].Value : RuledFunnel.NoValue;
    }
}
