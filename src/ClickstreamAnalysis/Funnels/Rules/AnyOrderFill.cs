namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Finds whether events can fill different steps.</summary>
internal static class AnyOrderFill
{
    /// <summary>Whether each event finds a step of its own.</summary>
    /// <param name="stepsOf">The steps that each event belongs to, as bit masks.</param>
    /// <param name="steps">The number of steps.</param>
    public static bool CanFill(ReadOnlySpan<long> stepsOf, int steps)
    {
        Span<int> eventOf = stackalloc int[steps];
        eventOf.Fill(-1);
        for (var i = 0; i < stepsOf.Length; i++)
        {
            var tried = 0u;
            if (!TryPlace(i, stepsOf, eventOf, ref tried))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryPlace(int index, ReadOnlySpan<long> stepsOf, Span<int> eventOf, ref uint tried)
    {
        for (var step = 0; step < eventOf.Length; step++)
        {
            if ((stepsOf[index] >> step & 1) == 0 || (tried >> step & 1) != 0)
            {
                continue;
            }

            tried |= 1u << step;
            if (eventOf[step] < 0 || TryPlace(eventOf[step], stepsOf, eventOf, ref tried))
            {
                eventOf[step] = index;
                return true;
            }
        }

        return false;
    }
}
