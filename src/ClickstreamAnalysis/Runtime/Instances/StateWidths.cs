using System.Globalization;
using ClickstreamAnalysis.Runtime.Planning;

namespace ClickstreamAnalysis.Runtime.Instances;

/// <summary>
/// Keeps, in the instance's directory, the number of partitions that the input topics of stores without a changelog had. A change of a
/// logged store's inputs shows in the number of partitions of its changelog topic; a store without one shows nothing.
/// </summary>
internal static class StateWidths
{
    private const string FileName = "partitions";

    /// <summary>Compares the plan with the kept numbers, and adds the new ones.</summary>
    /// <param name="plan">The numbers now.</param>
    /// <param name="directory">The instance's directory; null when state is in memory.</param>
    /// <exception cref="StreamsException">A number has changed.</exception>
    public static void Check(TopicPlan plan, string? directory)
    {
        var now = plan.SubTopologies
            .Where(sub => sub.SubTopology.Stores.Any(store => !store.IsLogged))
            .SelectMany(sub => sub.SourceTopics.Select(topic => (Topic: topic, sub.Partitions)))
            .ToArray();
        if (directory is null || now.Length == 0)
        {
            return;
        }

        var path = Path.Combine(directory, FileName);
        var known = Read(path);
        var changed = now.Where(topic => known.TryGetValue(topic.Topic, out var before) && before != topic.Partitions).ToArray();
        if (changed.Length > 0)
        {
            throw new StreamsException(
                $"Topics have changed their number of partitions: {string.Join(", ", changed.Select(topic => $"'{topic.Topic}' had {known[topic.Topic]} and has {topic.Partitions}"))}. "
                + $"Keys would no longer be in the partitions of their state in '{directory}'. Restore the former number, or delete that directory to start with empty stores.");
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
