namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Takes events that fill steps in any order. The cells are the steps that each event taken belongs to.</summary>
internal sealed class AnyOrderDepth(RuledFunnel funnel) : DepthTracker
{
    public override int Cells => funnel.Steps;

    public override void Start(Span<long> cells) => cells.Clear();

    public override void Take(ReadOnlySpan<FunnelEvent> group, long entryMs, ref EntryDepth depth, Span<long> cells)
    {
        foreach (ref readonly var candidate in group)
        {
            if (depth.Depth == funnel.Steps)
            {
                return;
            }

            cells[depth.Depth] = candidate.Steps;
            if (AnyOrderFill.CanFill(cells[..(depth.Depth + 1)], funnel.Steps))
            {
                depth = new(depth.Depth + 1, null);
            }
        }
    }
}
