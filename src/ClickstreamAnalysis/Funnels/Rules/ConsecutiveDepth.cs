namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// Takes events without another one in between, as <see cref="ConsecutiveRun"/> does. The one cell has the numbers of steps that chains
/// which can go on have taken: bit 0 stands for one step.
/// </summary>
internal sealed class ConsecutiveDepth(RuledFunnel funnel) : DepthTracker
{
    public override int Cells => 1;

    public override void Start(Span<long> cells) => cells[0] = 0;

    public override void Take(ReadOnlySpan<FunnelEvent> group, long entryMs, ref EntryDepth depth, Span<long> cells)
    {
        if (depth.Depth == 0)
        {
            var most = TieFill.Count(group, from: 0, funnel.Steps);
            depth = new(most, null);
            cells[0] = First(most);
            return;
        }

        var live = 0L;
        for (var start = funnel.Steps; cells[0] != 0 && start > 0; start--)
        {
            if ((cells[0] >> (start - 1) & 1) == 0)
            {
                continue;
            }

            var count = TieFill.Count(group, start, funnel.Steps - start);
            if (start + count > depth.Depth)
            {
                depth = new(start + count, null);
            }

            live |= count == group.Length ? 1L << (start + count - 1) : 0;
        }

        cells[0] = live;
    }
}
