namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Finds which steps events of one time fill together, when steps are in order.</summary>
internal static class OrderedFill
{
    /// <summary>The steps from one to another that the events fill; 0 when they cannot.</summary>
    /// <param name="funnel">The funnel.</param>
    /// <param name="first">The first of the steps, which must be filled.</param>
    /// <param name="last">The last of the steps, which must be filled.</param>
    /// <param name="any">The steps that any of the events belongs to.</param>
    /// <param name="group">The events.</param>
    public static uint Fill(RuledFunnel funnel, int first, int last, uint any, ReadOnlySpan<FunnelEvent> group)
    {
        if (first == last)
        {
            return 1u << first;
        }

        var between = (uint)((1UL << (last + 1)) - (1UL << first));
        var must = (between & ~funnel.Optional) | 1u << first | 1u << last;
        if ((must & any) != must)
        {
            return 0;
        }

        return funnel.Order == FunnelOrder.ReuseEvents ? between & any : TieFill.Fill(group, must, between & any);
    }
}
