using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.Topologies;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>The topics of an application with their numbers of partitions, checked against the log. Internal topics are created.</summary>
internal sealed class TopicPlan
{
    private readonly Dictionary<string, int> _partitions;
    private readonly Dictionary<int, PlannedSubTopology> _byId;

    private TopicPlan(
        string applicationId, Topology topology, Dictionary<string, int> partitions, IReadOnlyList<PlannedSubTopology> subTopologies,
        IReadOnlyList<TopicSpecification> internalTopics,
        IReadOnlyDictionary<string, string> ids)
    {
        Ids = ids;
        InternalTopics = internalTopics;
        ApplicationId = applicationId;
        Topology = topology;
        _partitions = partitions;
        SubTopologies = subTopologies;
        _byId = subTopologies.ToDictionary(sub => sub.SubTopology.Id);
    }

    public string ApplicationId { get; }

    public Topology Topology { get; }

    /// <summary>Whether the topology looks at headers of its inputs.</summary>
    public bool SeesHeaders => Topology.SeesHeaders;

    public IReadOnlyList<PlannedSubTopology> SubTopologies { get; }

    /// <summary>The specifications of the application's internal topics.</summary>
    public IReadOnlyList<TopicSpecification> InternalTopics { get; }

    /// <summary>The output topics of the topology, without dead-letter topics.</summary>
    public IEnumerable<string> WrittenOutside => SubTopologies.SelectMany(sub => sub.SubTopology.Sinks).Where(sink => !sink.Topic.IsInternal).Select(sink => sink.Topic.Name);

    /// <summary>The ids of input topics and changelogs, by full name; empty where the log has no ids.</summary>
    public IReadOnlyDictionary<string, string> Ids { get; }

    /// <summary>All topics that are read, by full name.</summary>
    public IEnumerable<string> SourceTopics => SubTopologies.SelectMany(sub => sub.SourceTopics);

    public static string InternalName(string applicationId, string name) => $"{applicationId}-{name}";

    public static string Changelog(string applicationId, string store) => InternalName(applicationId, $"{store}-changelog");

    /// <summary>The topic where the instances announce their tasks.</summary>
    public static string Instances(string applicationId) => InternalName(applicationId, "instances");

    public PlannedSubTopology SubTopologyOf(TaskId task) => _byId[task.SubTopology];

    /// <summary>Whether offsets or state depend on the topic: it is an input or a changelog.</summary>
    public bool IsReadOrLogged(string topic) => SourceTopics.Contains(topic)
        || Topology.SubTopologies.Any(sub => sub.Stores.Any(store => store.IsLogged && Changelog(ApplicationId, store.Name) == topic));

    public (string Name, int Partitions) Resolve(OutputTopic topic)
    {
        var name = topic.IsInternal ? InternalName(ApplicationId, topic.Name) : topic.Name;
        return (name, _partitions[name]);
    }

    /// <summary>The tasks that write an internal topic.</summary>
    public Upstream UpstreamOf(string topic)
    {
        var writer = SubTopologies.First(sub => sub.Writes.Contains(topic));
        return new Upstream(writer.SubTopology.Id, writer.Partitions);
    }

    /// <summary>Checks that the topics of the topology exist and fit together, and creates the internal ones.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="options">The options.</param>
    /// <param name="admin">Describes and creates topics.</param>
    /// <param name="log">The log's name, for messages.</param>
    /// <param name="identity">Compares the application with earlier starts; null to skip that.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="StreamsException">Topics are missing or do not fit; all mistakes are listed.</exception>
    public static async Task<TopicPlan> MakeAsync(
        Topology topology, StreamsOptions options, ILogAdmin admin, string log, ApplicationIdentity? identity, CancellationToken cancellationToken)
    {
        var applicationId = options.ApplicationId;
        var partitions = new Dictionary<string, int>();
        var topics = new Dictionary<string, TopicDescription?>();
        var mistakes = new MistakeList();
        var missing = new List<string>();
        if (identity is not null)
        {
            await identity.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var (topic, use) in OutsideTopics(topology, options.DeadLetterTopics))
        {
            var found = await admin.DescribeTopicAsync(topic, cancellationToken).ConfigureAwait(false);
            if (found is null && options.NewTopicPartitions is { } newPartitions)
            {
                found = await CreateAsync(admin, new TopicSpecification(topic, newPartitions), cancellationToken).ConfigureAwait(false);
            }

            if (found is null)
            {
                missing.Add(topic);
                mistakes.Add($"The topic '{topic}', which the topology {use}, does not exist on {log}: create it with the number of partitions you want.");
            }
            else
            {
                partitions[topic] = found.Partitions;
                topics[topic] = found;
            }
        }

        if (missing.Count > 0 && identity is not null && missing.TrueForAll(identity.Knows))
        {
            throw new UnsettledTopicsException($"An earlier start read {string.Join(", ", missing.Select(static topic => $"'{topic}'"))}.", ErrorOf(mistakes));
        }

        ThrowIfAny(mistakes);
        var planned = PlanSubTopologies(applicationId, topology, partitions, mistakes);
        ThrowIfAny(mistakes);

        var internalTopics = SpecifyInternalTopics(options, planned, partitions).ToArray();
        foreach (var topic in internalTopics)
        {
            var found = await admin.DescribeTopicAsync(topic.Name, cancellationToken).ConfigureAwait(false);
            topics[topic.Name] = found;
            partitions[topic.Name] = topic.Partitions;
            CompareWidths(topic, found, planned, mistakes);
            if (found is not null && topic.Compacted && !await admin.IsCompactedAsync(topic.Name, cancellationToken).ConfigureAwait(false))
            {
                mistakes.Add(
                    $"The changelog topic '{topic.Name}' removes records by age or size (cleanup.policy is not 'compact'), so state would be lost. Set its cleanup.policy to "
                    + "'compact'; if records were removed already, give the application a new ApplicationId to start over.");
            }
        }

        ThrowIfAny(mistakes);
        if (identity is not null)
        {
            // Before anything is created, because missing topics tell a first start from one after a loss.
            var read = topology.InputTopics.Concat(internalTopics.Select(topic => topic.Name)).Distinct().ToDictionary(topic => topic, topic => topics[topic]);
            var inputs = topology.InputTopics.SelectMany(topic => Enumerable.Range(0, partitions[topic]).Select(partition => new TopicPartition(topic, partition)));
            await identity.CheckAsync(ApplicationFingerprint.Of(applicationId, topology, IdsOf(topics)), read, [.. inputs], cancellationToken).ConfigureAwait(false);
        }

        foreach (var topic in internalTopics.Where(topic => topics[topic.Name] is null))
        {
            topics[topic.Name] = await CreateAsync(admin, topic, cancellationToken).ConfigureAwait(false);
            CompareWidths(topic, topics[topic.Name], planned, mistakes);
        }

        ThrowIfAny(mistakes);
        var ids = IdsOf(topics);
        if (identity is not null)
        {
            await identity.NoteAsync(ApplicationFingerprint.Of(applicationId, topology, ids), cancellationToken).ConfigureAwait(false);
        }

        return new TopicPlan(applicationId, topology, partitions, planned, internalTopics, ids);
    }

    /// <summary>Creates a topic. Another instance may just have created it, and then a broker may not know it yet: the start is attempted again.</summary>
    private static async Task<TopicDescription> CreateAsync(ILogAdmin admin, TopicSpecification topic, CancellationToken cancellationToken)
    {
        await admin.CreateTopicAsync(topic, cancellationToken).ConfigureAwait(false);
        return await admin.DescribeTopicAsync(topic.Name, cancellationToken).ConfigureAwait(false)
            ?? throw new UnsettledTopicsException($"The topic '{topic.Name}' was just created and is not visible yet.");
    }

    private static Dictionary<string, string> IdsOf(Dictionary<string, TopicDescription?> topics) =>
        topics.Where(topic => topic.Value is not null).ToDictionary(topic => topic.Key, topic => topic.Value!.Id);

    private static void CompareWidths(TopicSpecification topic, TopicDescription? found, IReadOnlyList<PlannedSubTopology> planned, MistakeList mistakes)
    {
        if (found is not null && found.Partitions != topic.Partitions)
        {
            mistakes.Add(
                $"The internal topic '{topic.Name}' has {found.Partitions} partitions and {topic.Partitions} are needed now: an input topic has changed its "
                + $"number of partitions ({Widths(planned)}), so keys would no longer be in the partitions of their state. Give the application a new ApplicationId, or restore the former number.");
        }
    }

    private static IEnumerable<(string Topic, string Use)> OutsideTopics(Topology topology, IEnumerable<string> deadLetterTopics)
    {
        var nodes = topology.SubTopologies.SelectMany(sub => sub.Nodes).ToArray();
        var read = nodes.OfType<SourceNode>().Where(source => !source.IsInternal).Select(source => (source.Topic, "reads"));
        var written = nodes.OfType<ISink>().Where(sink => !sink.Topic.IsInternal).Select(sink => (sink.Topic.Name, "writes"));
        var dead = deadLetterTopics.Select(static topic => (topic, "sends dead letters to"));
        return read.Concat(written).Concat(dead).DistinctBy(topic => topic.Item1);
    }

    /// <summary>Computes partitions from inputs to outputs: a repartition topic has as many as the sub-topology that writes it, unless they are given.</summary>
    private static List<PlannedSubTopology> PlanSubTopologies(
        string applicationId, Topology topology, Dictionary<string, int> partitions, MistakeList mistakes)
    {
        var planned = new List<PlannedSubTopology>();
        var waiting = topology.SubTopologies.ToList();
        while (waiting.Count > 0)
        {
            var ready = waiting.FirstOrDefault(sub => sub.Sources.All(source => partitions.ContainsKey(FullName(applicationId, source))))
                ?? throw new StreamsException("The topology feeds itself through a repartition topic, for example because operators before and after it share a store. Give each a store of its own or break the cycle with a topic of your own; "
                    + "where an operator before it does not change keys, MarkAsPartitioned() saves the repartition topic.");
            waiting.Remove(ready);

            var widths = ready.Sources.Select(source => (Topic: FullName(applicationId, source), Partitions: partitions[FullName(applicationId, source)])).ToArray();
            var width = widths.Max(topic => topic.Partitions);
            if (widths.Length > 1 && widths.Any(topic => topic.Partitions != width))
            {
                mistakes.Add(
                    "Topics that are processed together need equal numbers of partitions, so that equal keys reach the same task: "
                    + $"{string.Join(", ", widths.Select(topic => $"'{topic.Topic}' has {topic.Partitions}"))}. Recreate one, or send one through Repartition(name, partitions).");
            }

            var writers = planned.Where(earlier => earlier.Writes.Any(topic => widths.Any(width => width.Topic == topic)));
            planned.Add(new PlannedSubTopology(
                ready,
                width,
                Level: writers.Select(writer => writer.Level + 1).DefaultIfEmpty(0).Max(),
                SourceTopics: [.. widths.Select(topic => topic.Topic)],
                Writes: [.. ready.Sinks.Where(sink => sink.Topic.IsInternal).Select(sink => InternalName(applicationId, sink.Topic.Name))]));

            foreach (var sink in ready.Sinks.Where(sink => sink.Topic.IsInternal))
            {
                var name = InternalName(applicationId, sink.Topic.Name);
                var asked = topology.SubTopologies.SelectMany(sub => sub.Sources).First(source => source.IsInternal && source.Topic == sink.Topic.Name).Partitions;
                partitions[name] = asked ?? Math.Max(width, partitions.GetValueOrDefault(name));
            }
        }

        return planned;
    }

    private static IEnumerable<TopicSpecification> SpecifyInternalTopics(
        StreamsOptions options, IReadOnlyList<PlannedSubTopology> planned, Dictionary<string, int> partitions)
    {
        var applicationId = options.ApplicationId;
        foreach (var sub in planned)
        {
            foreach (var source in sub.SubTopology.Sources.Where(source => source.IsInternal))
            {
                var name = FullName(applicationId, source);
                yield return new TopicSpecification(name, partitions[name]) { MaxRecordBytes = options.InternalRecordBytes };
            }

            foreach (var store in sub.SubTopology.Stores.Where(store => store.IsLogged))
            {
                yield return new TopicSpecification(Changelog(applicationId, store.Name), sub.Partitions)
                {
                    Compacted = true,
                    MaxRecordBytes = options.InternalRecordBytes,
                };
            }
        }
    }

    private static string Widths(IEnumerable<PlannedSubTopology> planned) => string.Join(
        ", ", planned.SelectMany(sub => sub.SubTopology.Sources.Where(source => !source.IsInternal).Select(source => $"'{source.Topic}' has {sub.Partitions}")));

    private static string FullName(string applicationId, SourceNode source) =>
        source.IsInternal ? InternalName(applicationId, source.Topic) : source.Topic;

    private static void ThrowIfAny(MistakeList mistakes)
    {
        if (!mistakes.IsEmpty)
        {
            throw ErrorOf(mistakes);
        }
    }

    private static StreamsException ErrorOf(MistakeList mistakes) => new(string.Join(Environment.NewLine, mistakes.ToArray()));
}
