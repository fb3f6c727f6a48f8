using ClickstreamAnalysis.Logs;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime;

/// <summary>
/// Asks the log every two seconds whether the topics that are read still have the partitions that they had at the start. A group
/// learns of new ones minutes later, when records whose keys have moved are long processed. Never waits. Thread-safe.
/// </summary>
internal sealed class PartitionWatch(TopicPlan plan, ILogAdmin admin, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private long _lastAsked = time.GetTimestamp();
    private Task _asking = Task.CompletedTask;
    private volatile StreamsException? _changed;

    /// <summary>What an application does whose topic is not as it was: it stops.</summary>
    public static StreamsException Changed(string topic, PlannedSubTopology reader, string how) => new(
        $"The topic '{topic}' {how} while the application runs. "
        + (reader.SubTopology.Stores.Count > 0
            ? "Keys have moved away from their state, so nothing more is processed. Give the application a new ApplicationId to start over, or move its input to a new topic."
            : "No state depends on them: start the application again, and it reads all of them."));

    /// <summary>Stops the caller when a topic has changed, as far as the log has answered.</summary>
    /// <exception cref="StreamsException">A topic has another number of partitions than at the start.</exception>
    public void Check()
    {
        if (_changed is { } changed)
        {
            throw changed;
        }

        if (time.GetElapsedTime(Volatile.Read(ref _lastAsked)) < Interval)
        {
            return;
        }

        lock (_lock)
        {
            if (_asking.IsCompleted && time.GetElapsedTime(_lastAsked) >= Interval)
            {
                Volatile.Write(ref _lastAsked, time.GetTimestamp());
                _asking = AskAsync();
            }
        }
    }

    private async Task AskAsync()
    {
        try
        {
            foreach (var reader in plan.SubTopologies)
            {
                foreach (var topic in reader.SourceTopics)
                {
                    // A topic that is not there now is another fault, which the consumer is told of.
                    if (await admin.DescribeTopicAsync(topic).ConfigureAwait(false) is { } found && found.Partitions != reader.Partitions)
                    {
                        _changed ??= Changed(topic, reader, found.Partitions > reader.Partitions
                            ? $"has grown beyond its {reader.Partitions} partitions, to {found.Partitions},"
                            : $"has {found.Partitions} partitions and had {reader.Partitions}: it was made anew");
                    }
                }
            }
        }
        catch (Exception error)
        {
            // It is asked again soon; whatever is wrong, those who need the log say it.
            logger.LogDebug(error, "Could not ask for the partitions of the topics that are read.");
        }
    }
}
