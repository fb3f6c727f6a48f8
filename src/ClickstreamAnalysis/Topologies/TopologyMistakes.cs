using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Topologies;

/// <summary>Collects all mistakes in a topology, for one report when it is built.</summary>
internal sealed class TopologyMistakes(TopologyBuilder builder)
{
    private readonly MistakeList _mistakes = new();

    public void Add(string mistake) => _mistakes.Add(mistake);

    public void Add(IEnumerable<string> mistakes) => _mistakes.Add(mistakes);

    /// <summary>Returns the serde given, else the builder's for the type; if there is neither, adds a mistake and returns null.</summary>
    /// <param name="given">The serde of the caller or of the stream.</param>
    /// <param name="who">The operator that needs the serde, as the subject of the sentence.</param>
    /// <param name="part">The part of the record: <c>key</c>, <c>value</c>, …</param>
    /// <param name="where">Where to provide the serde; follows "give one".</param>
    public ISerde<T>? Require<T>(ISerde<T>? given, string who, string part, string where)
    {
        var serde = given ?? builder.FindSerde<T>();
        if (serde is null)
        {
            var type = TypeName.Of(typeof(T));
            Add($"{who} needs a serde for its {part}s, and the library knows none for {type}: give one {where}, for example {part}Serde: Serdes.Json<{type}>().");
        }

        return serde;
    }

    /// <summary>Adds a mistake if a name cannot be part of a topic name.</summary>
    /// <param name="who">The operator, as the subject of the sentence.</param>
    /// <param name="name">The name of the operator.</param>
    /// <returns>Whether the name is valid.</returns>
    public bool CheckName(string who, string name)
    {
        if (StoreName.IsValid(name))
        {
            return true;
        }

        Add($"{who} cannot have this name: use 1 to 100 letters, digits, '.', '_' or '-', because it becomes part of topic names.");
        return false;
    }

    /// <summary>Throws if there are mistakes in the operators so far, or in the graph that they form.</summary>
    /// <exception cref="TopologyException">There are mistakes; the message lists all of them.</exception>
    public void ThrowIfAny(IReadOnlyList<GraphNode> nodes, IReadOnlyList<StoreBuilder> stores)
    {
        var all = new MistakeList();
        all.Add(_mistakes.ToArray());
        all.Add(InNames(nodes, stores));
        all.Add(InSources(nodes));
        all.Add(InTopicNames(nodes));
        if (!all.IsEmpty)
        {
            throw new TopologyException(all.ToArray());
        }
    }

    private static IEnumerable<string> InNames(IReadOnlyList<GraphNode> nodes, IReadOnlyList<StoreBuilder> stores)
    {
        foreach (var same in nodes.GroupBy(node => node.Name).Where(group => group.Count() > 1))
        {
            yield return $"The name '{same.Key}' is used {same.Count()} times ({string.Join(", ", same.Select(node => node.Kind))}): give each its own.";
        }

        foreach (var same in nodes.SelectMany(node => node.Stores).Concat(stores).GroupBy(store => store.Name).Where(group => group.Count() > 1))
        {
            yield return $"The store name '{same.Key}' is used {same.Count()} times: give each store its own.";
        }

        var known = stores.Select(store => store.Name).ToHashSet();
        foreach (var (node, unknown) in nodes.SelectMany(node => node.StoreNames.Where(name => !known.Contains(name)).Select(name => (node, name))))
        {
            yield return $"'{node.Name}' uses the store '{unknown}', which was not added: call AddStore(...) with it.";
        }
    }

    private static IEnumerable<string> InTopicNames(IReadOnlyList<GraphNode> nodes)
    {
        var read = nodes.OfType<SourceNode>().Where(source => !source.IsInternal).Select(source => source.Topic);
        var written = nodes.OfType<ISink>().Where(sink => !sink.Topic.IsInternal).Select(sink => sink.Topic.Name);
        return read.Concat(written).Where(topic => !TopicName.IsValid(topic)).Select(topic => $"The topic name '{topic}' is not valid: use {TopicName.Rule}.");
    }

    private static IEnumerable<string> InSources(IReadOnlyList<GraphNode> nodes)
    {
        var sources = nodes.OfType<SourceNode>().ToArray();
        if (sources.Length == 0)
        {
            yield return "There is no source: read a topic with Stream(...).";
        }

        foreach (var same in sources.Where(source => !source.IsInternal).GroupBy(source => source.Topic).Where(group => group.Count() > 1))
        {
            yield return $"The topic '{same.Key}' is read twice: read it once, and use the stream as often as you like.";
        }
    }
}
