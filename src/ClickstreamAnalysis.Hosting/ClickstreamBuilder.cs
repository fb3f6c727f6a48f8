using ClickstreamAnalysis.Hosting.Configuration;
using ClickstreamAnalysis.Hosting.Registration;
using Microsoft.Extensions.DependencyInjection;

namespace ClickstreamAnalysis;

/// <summary>Describes an application of the host: its log, its topology and its options. Not thread-safe.</summary>
/// <remarks>
/// The code gives defaults; the configuration section <c>Clickstream:NAME</c> overrides them. Without a log in either, or without a topology, the host does not start.
/// </remarks>
public sealed class ClickstreamBuilder
{
    private readonly ApplicationDefinition _definition;

    internal ClickstreamBuilder(IServiceCollection services, ApplicationDefinition definition) => (Services, _definition) = (services, definition);

    /// <summary>The services of the host, for extensions of this builder.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The name of the application.</summary>
    public string Name => _definition.Name;

    /// <summary>Uses a log on a Kafka cluster.</summary>
    /// <param name="bootstrapServers">One or more brokers, as in <c>host:9092,other:9092</c>; null if <c>Kafka:BootstrapServers</c> is configured.</param>
    /// <param name="options">Options of the connection; null for the defaults. A logger is added if they have none.</param>
    /// <returns>This builder.</returns>
    public ClickstreamBuilder UseKafka(string? bootstrapServers = null, KafkaLogOptions? options = null)
    {
        _definition.Log = new LogSettings
        {
            Kind = LogKind.Kafka,
            BootstrapServers = bootstrapServers,
            Kafka = options ?? new KafkaLogOptions(),
        };
        return this;
    }

    /// <summary>Uses a log in a directory of this machine. Applications of one host may share it.</summary>
    /// <param name="directory">The directory, relative to the content root of the host; null if <c>EmbeddedLog:Directory</c> is configured.</param>
    /// <param name="options">Storage options; null for the defaults. The host's clock and a logger are added.</param>
    /// <returns>This builder.</returns>
    public ClickstreamBuilder UseEmbeddedLog(string? directory = null, EmbeddedLogOptions? options = null)
    {
        _definition.Log = new LogSettings
        {
            Kind = LogKind.EmbeddedLog,
            Directory = directory,
            Embedded = options ?? new EmbeddedLogOptions(),
        };
        return this;
    }

    /// <summary>Uses a log of one's own.</summary>
    /// <param name="create">Returns the log; called once, or again after it threw. The host disposes the log, possibly more than once.</param>
    /// <returns>This builder.</returns>
    public ClickstreamBuilder UseLog(Func<IServiceProvider, IRecordLog> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        _definition.Log = new LogSettings { Kind = LogKind.Own, Create = create };
        return this;
    }

    /// <summary>Adds to the topology. It is built once, when the host starts; restarts run the same topology.</summary>
    /// <param name="build">Adds sources, operators and sinks. Serdes that they are not given come from the services, then from the library.</param>
    /// <returns>This builder.</returns>
    public ClickstreamBuilder Topology(Action<TopologyBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        return Topology((topology, _) => build(topology));
    }

    /// <summary>Adds to the topology, with the services of the host. It is built once, when the host starts; restarts run the same topology.</summary>
    /// <param name="build">
    /// Adds sources, operators and sinks. For a processor, use <c>services.Processor&lt;TProcessor&gt;()</c>.
    /// </param>
    /// <returns>This builder.</returns>
    public ClickstreamBuilder Topology(Action<TopologyBuilder, IServiceProvider> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        _definition.Build.Add(build);
        return this;
    }

    /// <summary>Changes options: <c>Configure(options => options with { Threads = 2 })</c>. Calls add up, in their order.</summary>
    /// <param name="change">
    /// Returns the changed options. Given are the defaults with the name as <see cref="StreamsOptions.ApplicationId"/>, and the logger factory and clock of the services.
    /// </param>
    /// <returns>This builder.</returns>
    public ClickstreamBuilder Configure(Func<StreamsOptions, StreamsOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Configure((options, _) => change(options));
    }

    /// <summary>Changes options, with the services of the host. Calls add up, in their order.</summary>
    /// <param name="change">Returns the changed options.</param>
    /// <returns>This builder.</returns>
    public ClickstreamBuilder Configure(Func<StreamsOptions, IServiceProvider, StreamsOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        _definition.Change.Add(change);
        return this;
    }

    /// <summary>
    /// Creates the input, output and dead-letter topics that do not exist when the application starts, as
    /// <see cref="StreamsOptions.NewTopicPartitions"/>. The embedded log does so by default, with 4 partitions.
    /// </summary>
    /// <param name="partitions">The number of partitions of each; at least 1.</param>
    /// <returns>This builder.</returns>
    public ClickstreamBuilder CreateTopics(int partitions = ApplicationDefinition.DefaultPartitions) =>
        Configure(options => options with { NewTopicPartitions = partitions });

    /// <summary>Chooses what a failure does to the host.</summary>
    /// <param name="action">The choice. Default <see cref="FailureAction.StopHost"/>.</param>
    /// <param name="backoff">The pauses of <see cref="FailureAction.Restart"/>; null for the defaults.</param>
    /// <returns>This builder.</returns>
    public ClickstreamBuilder OnFailure(FailureAction action, RestartBackoff? backoff = null)
    {
        (_definition.OnFailure, _definition.Restart) = (action, backoff ?? new RestartBackoff());
        return this;
    }
}
