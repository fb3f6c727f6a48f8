using ClickstreamAnalysis.Hosting.Configuration;
namespace ClickstreamAnalysis.Hosting.Registration;

/// <summary>An application as the code describes it.</summary>
internal sealed class ApplicationDefinition(string name)
{
    /// <summary>The number of partitions of topics that are created, unless another one is given.</summary>
    public const int DefaultPartitions = 4;

    public string Name => name;

    /// <summary>The path of its configuration section.</summary>
    public string Section => $"{ApplicationDefinitions.Section}:{name}";

    public LogSettings Log { get; set; } = new();

    public List<Action<TopologyBuilder, IServiceProvider>> Build { get; } = [];

    public List<Func<StreamsOptions, IServiceProvider, StreamsOptions>> Change { get; } = [];

    public FailureAction OnFailure { get; set; }

    public RestartBackoff Restart { get; set; } = new();

    /// <summary>Builds the topology.</summary>
    /// <exception cref="TopologyException">The topology is not valid; the message lists every mistake.</exception>
    public Topology BuildTopology(IServiceProvider services)
    {
        var builder = new TopologyBuilder(services);
        foreach (var build in Build)
        {
            build(builder, services);
        }

        return builder.Build();
    }
}
