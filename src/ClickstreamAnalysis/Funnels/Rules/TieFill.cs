using System.Buffers;
using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Matches events of equal time to steps, each event to one step. Linear in the number of events for a given number of steps.</summary>
internal static class TieFill
{
    private const int OnStack = 256;

    /// <summary>
    /// Fills all steps of <paramref name="must"/>, and then as many as possible of <paramref name="may"/>, earlier ones first.
    /// </summary>
    /// <returns>The steps filled; 0 when those of <paramref name="must"/> cannot all be filled.</returns>
    public static uint Fill(ReadOnlySpan<FunnelEvent> events, uint must, uint may)
    {
        using var matching = new Matching(events, stackalloc sbyte[OnStack]);
        for (var rest = must; rest != 0; rest &= rest - 1)
        {
            if (!matching.TryFill(BitOperations.TrailingZeroCount(rest)))
            {
                return 0;
            }
        }

        var filled = must;
        for (var rest = may & ~must; rest != 0; rest &= rest - 1)
        {
            var step = BitOperations.TrailingZeroCount(rest);
            filled |= matching.TryFill(step) ? 1u << step : 0;
        }

        return filled;
    }

    /// <summary>Counts the consecutive steps, starting at this one, that the events can fill; at most <paramref name="most"/>.</summary>
    public static int Count(ReadOnlySpan<FunnelEvent> events, int from, int most)
    {
        using var matching = new Matching(events, stackalloc sbyte[OnStack]);
        var count = 0;
        while (count < most && matching.TryFill(from + count))
        {
            count++;
        }

        return count;
    }

    /// <summary>
    /// Assigns an event to each of some steps that the events can fill: to each step, in order, the first event that leaves enough for
    /// the steps after it.
    /// </summary>
    /// <param name="events">The events, in order.</param>
    /// <param name="steps">The steps, as a bit mask.</param>
    /// <param name="canRepeat">Whether an event may fill several steps.</param>
    /// <param name="assigned">Receives the index of the event of each step.</param>
    public static void Assign(ReadOnlySpan<FunnelEvent> events, uint steps, bool canRepeat, Span<int> assigned)
    {
        if (events.Length == 1)
        {
            for (var rest = steps; rest != 0; rest &= rest - 1)
            {
                assigned[BitOperations.TrailingZeroCount(rest)] = 0;
            }

            return;
        }

        var left = events.ToArray();
        for (var rest = steps; rest != 0; rest &= rest - 1)
        {
            var step = BitOperations.TrailingZeroCount(rest);
            var after = rest & (rest - 1);
            for (var i = 0; i < left.Length; i++)
            {
                if ((left[i].Steps >> step & 1) == 0)
                {
                    continue;
                }

                var taken = left[i];
                left[i] = canRepeat ? taken : taken with { Steps = 0 };
                if (canRepeat || after == 0 || Fill(left, after, 0) == after)
                {
                    assigned[step] = i;
                    break;
                }

                left[i] = taken;
            }
        }
    }

    private readonly ref struct Matching
    {
        private readonly ReadOnlySpan<FunnelEvent> _events;
        private readonly Span<sbyte> _stepOf;
        private readonly sbyte[]? _rented;

        public Matching(ReadOnlySpan<FunnelEvent> events, Span<sbyte> onStack)
        {
            _events = events;
            _rented = events.Length > onStack.Length ? ArrayPool<sbyte>.Shared.Rent(events.Length) : null;
            _stepOf = (_rented is null ? onStack : _rented)[..events.Length];
            _stepOf.Fill(-1);
        }

        public void Dispose()
        {
            if (_rented is not null)
            {
                ArrayPool<sbyte>.Shared.Return(_rented);
            }
        }

        public bool TryFill(int step)
        {
            var tried = 0u;
            return TryFill(step, ref tried);
        }

        /// <summary>Matches the step with an event, reassigning the events of other steps if necessary.</summary>
        private bool TryFill(int step, ref uint tried)
        {
            tried |= 1u << step;
            for (var i = 0; i < _events.Length; i++)
            {
                if ((_events[i].Steps >> step & 1) != 0 && _stepOf[i] < 0)
                {
                    _stepOf[i] = (sbyte)step;
                    return true;
                }
            }

            for (var i = 0; i < _events.Length; i++)
            {
                if ((_events[i].Steps >> step & 1) != 0 && (tried >> _stepOf[i] & 1) == 0 && TryFill(_stepOf[i], ref tried))
                {
                    _stepOf[i] = (sbyte)step;
                    return true;
                }
            }

            return false;
        }
    }
}
