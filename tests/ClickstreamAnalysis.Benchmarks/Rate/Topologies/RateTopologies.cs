namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>The topologies of <c>rate</c> beside the session topology. A further one is a file in this folder and a line here.</summary>
internal static class RateTopologies
{
    public const string AllNames = "all";

    public static IReadOnlyList<RateTopology> All { get; } =
    [
        CountByUserAndMinute.Topology,
        CountByPage.Topology,
        CountByPageInOnePhase.Topology,
        TopTenPages.Topology,
        DistinctUsers.Topology,
        SessionsSplitAtMidnight.Topology,
        SessionsSplitByValue.Topology,
        CheckoutFunnel.Topology,
        CheckoutFunnelWithRules.Topology,
        SessionsAndInsights.Topology,
    ];

    /// <summary>The topology with this name.</summary>
    public static RateTopology Find(string name) => All.Single(topology => topology.Name == name);

    /// <summary>Reads a list of names, separated by commas.</summary>
    /// <param name="text">The names, or <see cref="AllNames"/>.</param>
    /// <param name="unknown">The names of no topology.</param>
    /// <returns>The names in the order of <see cref="All"/>.</returns>
    public static IReadOnlyList<string> Parse(string text, out IReadOnlyList<string> unknown)
    {
        var names = text == AllNames ? [.. All.Select(topology => topology.Name)] : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        unknown = [.. names.Where(name => All.All(topology => topology.Name != name))];
        return [.. All.Select(topology => topology.Name).Where(names.Contains)];
    }
}
