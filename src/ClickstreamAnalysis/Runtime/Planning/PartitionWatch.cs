using ClickstreamAnalysis.Logs;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>
/// Checks every two seconds whether the input topics and changelogs are still those of the start, with the same partitions. A
/// consumer group learns of new partitions minutes later, after records whose keys have moved were processed, and never of a topic that was
/// deleted and created again. Never waits. Thread-safe.
/// </summary>
internal sealed class PartitionWatch(TopicPlan plan, ILogAdmin admin, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly KeyValuePair<string, string>[] _ids = [.. plan.Ids.Where(topic => plan.IsReadOrLogged(topic.Key))];
    private readonly Lock _lock = new();
    private long _lastAsked = time.GetTimestamp();
    private Task _asking = Task.CompletedTask;
    private readonly HashSet<string> _missed = [];
    private volatile StreamsException? _changed;

    /// <summary>The exception that stops an application whose topic has changed.</summary>
    public static StreamsException Changed(string topic, PlannedSubTopology reader, string how) => new(
        $"The topic '{topic}' {how} while the application runs. "
        + (reader.SubTopology.Stores.Count > 0
            ? "Keys are no longer in the partitions of their state, so nothing more is processed. Give the application a new ApplicationId to start over, or move its input to a new topic."
            : "No state depends on the number: start the application again to read all partitions."));

    /// <summary>Throws when a topic has changed, according to the last answer of the log.</summary>
    /// <exception cref="StreamsException">A topic has another number of partitions than at the start, or is another one.</exception>
    public void Check()
    {
        if (_changed is { } changed)
        {
            throw changed;
        }

        if (time.GetElapsedTime(Volatile.Read(ref _lastAsked)) < s_interval)
        {
            return;
        }

        lock (_lock)
        {
            if (_asking.IsCompleted && time.GetElapsedTime(_lastAsked) >= s_interval)
            {
                Volatile.Write(ref _lastAsked, time.GetTimestamp());
                _asking = AskAsync();
            }
        }
    }

    /// <summary>Checks the log now, for <see cref="Check"/>.</summary>
    /// <returns>A task that completes with the answer, or without one when the log does not answer.</returns>
    public async Task AskAsync()
    {
        try
        {
            foreach (var (topic, id) in _ids)
            {
                _changed ??= Look(topic, id, await admin.DescribeTopicAsync(topic).ConfigureAwait(false));
            }
        }
        catch (Exception error)
        {
            // The query is repeated soon, and other requests report a fault of the log.
            logger.TopicsNotDescribed(error);
        }
    }

    private StreamsException? Look(string topic, string id, TopicDescription? found)
    {
        lock (_missed)
        {
            if (found is null)
            {
                // A restarted broker may not know the topic yet.
                return _missed.Add(topic) ? null : Gone(topic, "was deleted");
            }

            _missed.Remove(topic);
        }

        var reader = plan.SubTopologies.FirstOrDefault(sub => sub.SourceTopics.Contains(topic));
        return reader is not null && found.Partitions != reader.Partitions
            ? Changed(topic, reader, found.Partitions > reader.Partitions
                ? $"has grown beyond its {reader.Partitions} partitions, to {found.Partitions},"
                : $"has {found.Partitions} partitions and had {reader.Partitions}: it was created again")
            : id.Length > 0 && found.Id.Length > 0 && found.Id != id ? Gone(topic, "was deleted and created again") : null;
    }

    private StreamsException Gone(string topic, string how) =>
        new($"The topic '{topic}' {how} while the application runs. {ApplicationIdentity.Choices(plan.ApplicationId)}");
}
