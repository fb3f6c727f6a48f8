using System.Globalization;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>
/// Remembers, beside the state, how many partitions a topic had when state without a changelog was made from it. A changelog topic
/// shows a change by its own number of partitions; a store without one shows nothing.
/// </summary>
internal static class StateWidths
{
    private const string FileName = "partitions";

    /// <summary>Compares with what was remembered, and remembers what is new.</summary>
    /// <exception cref="StreamsException">A number has changed.</exception>
    public static void Check(TopicPlan plan, StreamsOptions options)
    {
        var now = plan.SubTopologies
            .Where(sub => sub.SubTopology.Stores.Any(store => !store.IsLogged))
            .SelectMany(sub => sub.SourceTopics.Select(topic => (Topic: topic, sub.Partitions)))
            .ToArray();
        if (options.StateDirectory is not { } root || now.Length == 0)
        {
            return;
        }

        var path = Path.Combine(root, options.ApplicationId, FileName);
        var known = Read(path);
        var changed = now.Where(topic => known.TryGetValue(topic.Topic, out var before) && before != topic.Partitions).ToArray();
        if (changed.Length > 0)
        {
            throw new StreamsException(
                $"Topics have changed their number of partitions: {string.Join(", ", changed.Select(topic => $"'{topic.Topic}' had {known[topic.Topic]} and has {topic.Partitions}"))}. "
                + $"Keys would no longer meet their state under {root}. Restore the former number, or delete that directory to start with empty stores.");
        }

        foreach (var (topic, partitions) in now)
        {
            known[topic] = partitions;
        }

        File.WriteAllLines(path, known.OrderBy(topic => topic.Key, StringComparer.Ordinal).Select(topic => $"{topic.Key} {topic.Value}"));
    }

    private static Dictionary<string, int> Read(string path) => !File.Exists(path) ? [] : File.ReadAllLines(path)
        .Select(line => line.Split(' '))
        .Where(fields => fields.Length == 2)
        .ToDictionary(fields => fields[0], fields => int.Parse(fields[1], CultureInfo.InvariantCulture));
}
