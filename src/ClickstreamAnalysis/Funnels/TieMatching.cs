using System.Diagnostics;

namespace ClickstreamAnalysis.Funnels;

/// <summary>
/// What events of one time can do for a chain. They may be taken in any order and each fills one step, so a run of steps can be
/// filled exactly when each of its steps can be given an event of its own.
/// </summary>
internal static class TieMatching
{
    // Kept small by IsRedundant: at most 32 events for each of 32 steps.
    private const int MaxEvents = 32 * 32;

    /// <summary>
    /// For each step, the first step of the longest run that ends with it and that the events can fill; one past the step
    /// when they cannot even fill the step itself.
    /// </summary>
    public static void FindRuns(ReadOnlySpan<uint> events, Span<int> firstOfRun)
    {
        Debug.Assert(events.Length <= MaxEvents);
        Span<sbyte> filled = stackalloc sbyte[events.Length];
        filled.Fill(-1);
        var first = 0;
        for (var last = 0; last < firstOfRun.Length; last++)
        {
            // A run with fewer steps is easier to fill, so the first step moves only forward.
            while (first <= last && !TryFill(last, events, filled))
            {
                Release(first++, filled);
            }

            firstOfRun[last] = first;
        }
    }

    /// <summary>How many steps, from this one on and without a gap, the events can fill; at most <paramref name="most"/>.</summary>
    public static int CountFrom(int step, int most, ReadOnlySpan<uint> events)
    {
        if (events.Length == 1)
        {
            return most > 0 && (events[0] >> step & 1) != 0 ? 1 : 0;
        }

        Debug.Assert(events.Length <= MaxEvents);
        Span<sbyte> filled = stackalloc sbyte[events.Length];
        filled.Fill(-1);
        var count = 0;
        while (count < most && TryFill(step + count, events, filled))
        {
            count++;
        }

        return count;
    }

    /// <summary>
    /// Whether one more event of the same time cannot change anything: as many of its like are there as it has steps, or each
    /// of its steps has as many events to choose from as there are steps. So the number of events kept of one time is bounded.
    /// </summary>
    public static bool IsRedundant(uint steps, ReadOnlySpan<uint> events, int stepCount)
    {
        var like = 0;
        foreach (var other in events)
        {
            like += other == steps ? 1 : 0;
        }

        if (like >= System.Numerics.BitOperations.PopCount(steps))
        {
            return true;
        }

        if (events.Length < stepCount)
        {
            return false;
        }

        for (var rest = steps; rest != 0; rest &= rest - 1)
        {
            var bit = rest & (~rest + 1);
            var choice = 0;
            foreach (var other in events)
            {
                choice += (other & bit) != 0 ? 1 : 0;
            }

            if (choice < stepCount)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryFill(int step, ReadOnlySpan<uint> events, Span<sbyte> filled)
    {
        var tried = 0u;
        return TryFill(step, events, filled, ref tried);
    }

    /// <summary>Gives the step an event, if need be by moving other steps to other events.</summary>
    private static bool TryFill(int step, ReadOnlySpan<uint> events, Span<sbyte> filled, ref uint tried)
    {
        tried |= 1u << step;
        for (var i = 0; i < events.Length; i++)
        {
            if ((events[i] >> step & 1) != 0 && filled[i] < 0)
            {
                filled[i] = (sbyte)step;
                return true;
            }
        }

        for (var i = 0; i < events.Length; i++)
        {
            if ((events[i] >> step & 1) != 0 && (tried >> filled[i] & 1) == 0 && TryFill(filled[i], events, filled, ref tried))
            {
                filled[i] = (sbyte)step;
                return true;
            }
        }

        return false;
    }

    private static void Release(int step, Span<sbyte> filled)
    {
        var at = filled.IndexOf((sbyte)step);
        if (at >= 0)
        {
            filled[at] = -1;
        }
    }
}
