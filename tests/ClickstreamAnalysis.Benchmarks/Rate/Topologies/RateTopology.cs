using ClickstreamAnalysis.Runtime.Planning;

namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>A topology over the clicks of <c>rate</c>, measured beside the session topology.</summary>
/// <param name="Name">Its name after <c>--topologies</c>: letters, digits and hyphens.</param>
/// <param name="Title">A few words for the table.</param>
/// <param name="Fields">The fields of a click that it reads, beside user, event and time.</param>
/// <param name="Build">Adds its operators behind the clicks, which are keyed by user. Results go to the topic with the given name.</param>
internal sealed record RateTopology(string Name, string Title, ClickFields Fields, Action<KStream<string, ClickEvent>, string> Build)
{
    /// <summary>Builds the topology over the topic of the settings.</summary>
    public Topology BuildFor(RateSettings settings)
    {
        var builder = new TopologyBuilder();
        Build(builder.Clicks(settings.Topic, serde: new ClickEventSerde(Fields)), settings.OutputTopic);
        return builder.Build();
    }

    /// <summary>The full names of the topics that an application of this topology creates.</summary>
    public static IEnumerable<string> InternalTopics(Topology topology, string applicationId) =>
    [
        TopicPlan.InternalName(applicationId, "metadata"),
        .. topology.SubTopologies.SelectMany(sub => sub.Stores).Where(store => store.IsLogged).Select(store => TopicPlan.Changelog(applicationId, store.Name)),
        .. RepartitionTopics(topology, applicationId),
    ];

    /// <summary>The full names of its repartition topics.</summary>
    public static IEnumerable<string> RepartitionTopics(Topology topology, string applicationId) =>
        topology.SubTopologies.SelectMany(sub => sub.Sinks).Where(sink => sink.Topic.IsInternal).Select(sink => TopicPlan.InternalName(applicationId, sink.Topic.Name));
}
