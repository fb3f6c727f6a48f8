using ClickstreamAnalysis.Records;

namespace ClickstreamAnalysis;

/// <summary>Creates topics when a program starts, also before its log is up.</summary>
public static class RecordLogTopics
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    /// <summary>Creates a topic, waiting for a log that is not up yet.</summary>
    /// <param name="log">The log.</param>
    /// <param name="topic">The topic's name.</param>
    /// <param name="partitions">How many partitions; at least 1. It limits how many instances can share the work.</param>
    /// <param name="timeout">How long to keep trying; null for 30 s.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>True when the topic was created; false when it exists with that many partitions.</returns>
    /// <exception cref="ArgumentException">The name or the number of partitions is not valid.</exception>
    /// <exception cref="RecordLogUnavailableException">The log did not answer within <paramref name="timeout"/>.</exception>
    /// <exception cref="RecordLogException">The topic exists with another number of partitions, or the log refused to create it.</exception>
    public static Task<bool> CreateTopicAsync(
        this IRecordLog log, string topic, int partitions, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        CreateTopicAsync(log, new TopicSpecification(topic, partitions), timeout, cancellationToken);

    /// <summary>Creates a topic with a retention, compaction or limits of its own, waiting for a log that is not up yet.</summary>
    /// <param name="log">The log.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="timeout">How long to keep trying; null for 30 s.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>
    /// True when the topic was created; false when it exists with that many partitions. Its other settings are not compared. An
    /// attempt whose answer was lost may have created it, which then reads as false.
    /// </returns>
    /// <exception cref="ArgumentException">The name or the number of partitions is not valid.</exception>
    /// <exception cref="RecordLogUnavailableException">The log did not answer within <paramref name="timeout"/>.</exception>
    /// <exception cref="RecordLogException">The topic exists with another number of partitions, or the log refused to create it.</exception>
    public static Task<bool> CreateTopicAsync(
        this IRecordLog log, TopicSpecification topic, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        CreateAsync(log, topic, timeout ?? s_timeout, TimeProvider.System, cancellationToken);

    internal static async Task<bool> CreateAsync(
        IRecordLog log, TopicSpecification topic, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        var attempts = new Attempts(log, $"create topic '{topic.Name}'", timeout, time);
        if (await attempts.RunAsync(token => log.Admin.CreateTopicAsync(topic, token), cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        var found = await attempts.RunAsync(token => log.Admin.DescribeTopicAsync(topic.Name, token), cancellationToken).ConfigureAwait(false);
        return found is null || found.Partitions == topic.Partitions ? false : throw new RecordLogException(
            $"Topic '{topic.Name}' exists in the log at {log.Description} with {found.Partitions} partitions, and {topic.Partitions} were requested. "
            + "Request the existing number, or delete the topic first: with another number, keys would move to other partitions.")
        {
            Topic = topic.Name,
        };
    }
}
