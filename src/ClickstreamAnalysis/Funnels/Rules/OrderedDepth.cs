using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// Takes steps in their order, as <see cref="OrderedRun"/> does. The cells are the latest time at which each step could be taken by a chain
/// that no exclusion event has ended: it has more of the window of the next step left than an earlier one.
/// </summary>
internal sealed class OrderedDepth(RuledFunnel funnel) : DepthTracker
{
    private const long Never = long.MinValue;

    // Nothing follows the last step.
    public override int Cells => funnel.Steps - 1;

    public override void Start(Span<long> cells) => cells.Fill(Never);

    public override void Take(ReadOnlySpan<FunnelEvent> group, long entryMs, ref EntryDepth depth, Span<long> cells)
    {
        // The first completion is the result: nothing later is better.
        if (depth.Depth == funnel.Steps)
        {
            return;
        }

        var (any, exclusions, events) = (0u, 0u, 0);
        foreach (ref readonly var candidate in group)
        {
            any |= candidate.Steps;
            exclusions |= candidate.Exclusions;
            events += candidate.Steps != 0 ? 1 : 0;
        }

        var timeMs = group[0].TimeMs;
        var canFillSeveral = funnel.Order == FunnelOrder.ReuseEvents || (funnel.Order == FunnelOrder.Ordered && events > 1);

        // From the deepest step down, so that each sees the times before these events.
        for (var rest = any; rest != 0;)
        {
            var step = BitOperations.Log2(rest);
            rest &= ~(1u << step);
            if (CanTake(step, any, group, canFillSeveral, entryMs, cells))
            {
                if (step < cells.Length)
                {
                    cells[step] = timeMs;
                }

                depth = step + 1 >= depth.Depth ? new(step + 1, null) : depth;
            }
        }

        for (; exclusions != 0; exclusions &= exclusions - 1)
        {
            Exclude(funnel.Exclusions[BitOperations.TrailingZeroCount(exclusions)], timeMs, ref depth, cells);
        }
    }

    private static void Exclude(ExclusionRule exclusion, long timeMs, ref EntryDepth depth, Span<long> cells)
    {
        // A step taken at the time of the event is a tie, which does not exclude.
        if (exclusion.IsArmedAt(depth.Depth - 1) && cells[depth.Depth - 1] < timeMs && (depth.Effect is null || exclusion.Effect > depth.Effect))
        {
            depth = new(depth.Depth, exclusion.Effect);
        }

        for (var step = exclusion.After; step < exclusion.Before; step++)
        {
            cells[step] = cells[step] < timeMs ? Never : cells[step];
        }
    }

    private bool IsOptional(int step) => (funnel.Optional >> step & 1) != 0;

    /// <summary>Whether a chain takes a step with these events: with them alone from the entry, or after a step taken before.</summary>
    private bool CanTake(int step, uint any, ReadOnlySpan<FunnelEvent> group, bool canFillSeveral, long entryMs, ReadOnlySpan<long> cells)
    {
        var timeMs = group[0].TimeMs;
        for (var first = step; first >= 0; first--)
        {
            if ((any >> first & 1) == 0)
            {
                if (IsOptional(first))
                {
                    continue;
                }

                return false;
            }

            if ((first == step || OrderedFill.Fill(funnel, first, step, any, group) != 0)
                && ((first == 0 && timeMs == entryMs) || CanFollow(first, timeMs, cells)))
            {
                return true;
            }

            if (!canFillSeveral)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether a step may follow one taken before.</summary>
    private bool CanFollow(int first, long timeMs, ReadOnlySpan<long> cells)
    {
        var window = funnel.StepWindowsMs[first];
        for (var previous = first - 1; previous >= 0; previous--)
        {
            if (cells[previous] != Never && (window == long.MaxValue || cells[previous] >= timeMs - window))
            {
                return true;
            }

            if (!IsOptional(previous))
            {
                return false;
            }
        }

        return false;
    }
}
