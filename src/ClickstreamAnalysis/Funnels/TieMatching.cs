using System.Diagnostics;

namespace ClickstreamAnalysis.Funnels;

/// <summary>
/// Matches events of equal time to steps. Such events may be used in any order and each fills one step, so they can fill a run of
/// consecutive steps exactly when every step of the run can be matched with a different event.
/// </summary>
internal static class TieMatching
{
    // IsRedundant limits the number: at most 32 events for each of 32 steps.
    private const int MaxEvents = 32 * 32;

    /// <summary>
    /// Finds for each step the first step of the longest run that ends with it and can be filled by the events; the step + 1 when the
    /// events cannot fill even the step itself.
    /// </summary>
    public static void FindRuns(ReadOnlySpan<uint> events, Span<int> firstOfRun)
    {
        Debug.Assert(events.Length <= MaxEvents);
        Span<sbyte> filled = stackalloc sbyte[events.Length];
        filled.Fill(-1);
        var first = 0;
        for (var last = 0; last < firstOfRun.Length; last++)
        {
            // A shorter run is easier to fill, so the first step only moves forward.
            while (first <= last && !TryFill(last, events, filled))
            {
                Release(first++, filled);
            }

            firstOfRun[last] = first;
        }
    }

    /// <summary>Counts the consecutive steps, starting at this one, that the events can fill; at most <paramref name="most"/>.</summary>
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
    /// Whether one more event of the same time cannot change anything. That is so when the number of events with exactly its steps is at
    /// least the number of these steps, or when for each of its steps there are at least as many events as the funnel has steps. This
    /// bounds the number of events kept per time.
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

    /// <summary>Matches the step with an event, reassigning the events of other steps if necessary.</summary>
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
