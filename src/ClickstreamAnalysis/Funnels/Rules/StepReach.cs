using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Tells how far the chains of an entry must have got for an event to change them.</summary>
internal sealed class StepReach
{
    private readonly ExclusionRule[] _exclusions;
    private readonly int[] _depthFor;

    public StepReach(RuledFunnel funnel)
    {
        _exclusions = funnel.Exclusions;
        _depthFor = new int[funnel.Steps];
        if (funnel.Order is FunnelOrder.AnyOrder or FunnelOrder.Consecutive)
        {
            // Any event may be taken, or end a run.
            return;
        }

        // The first step is taken at the time of the entry only.
        _depthFor[0] = int.MaxValue;
        for (var step = 1; step < funnel.Steps; step++)
        {
            var isAfterOptional = step > 1 && (funnel.Optional >> (step - 1) & 1) != 0;
            _depthFor[step] = isAfterOptional ? _depthFor[step - 1] : step;
        }
    }

    /// <summary>The least depth of an entry at another time that an event may change; <see cref="int.MaxValue"/> when there is none.</summary>
    /// <param name="steps">The steps of the event.</param>
    /// <param name="exclusions">The exclusions of the event.</param>
    public int DepthFor(uint steps, uint exclusions)
    {
        // An event of no step ends a run.
        var depth = steps == 0 && _depthFor[0] == 0 ? 0 : int.MaxValue;
        for (; steps != 0; steps &= steps - 1)
        {
            depth = Math.Min(depth, _depthFor[BitOperations.TrailingZeroCount(steps)]);
        }

        for (; exclusions != 0; exclusions &= exclusions - 1)
        {
            depth = Math.Min(depth, _exclusions[BitOperations.TrailingZeroCount(exclusions)].After + 1);
        }

        return depth;
    }
}
