namespace ClickstreamAnalysis.Logs;

/// <summary>Administers topics. Thread-safe.</summary>
public interface ILogAdmin
{
    /// <summary>Looks up a topic.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The topic, or null when it does not exist.</returns>
    /// <exception cref="RecordLogUnavailableException">The log did not answer.</exception>
    Task<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default);

    /// <summary>Queries the largest record that a topic accepts.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>
    /// The maximum bytes of key, value and headers together, before compression, that a producer of this log can write; null when the
    /// topic does not exist, or when the log does not disclose its limit to this client.
    /// </returns>
    /// <exception cref="RecordLogUnavailableException">The log did not answer.</exception>
    Task<int?> QueryMaxRecordBytesAsync(string topic, CancellationToken cancellationToken = default);

    /// <summary>Queries whether a topic keeps the newest value of every key forever, as a changelog must.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when the topic deletes records by age or size, or does not exist.</returns>
    /// <exception cref="RecordLogUnavailableException">The log did not answer.</exception>
    Task<bool> IsCompactedAsync(string topic, CancellationToken cancellationToken = default);

    /// <summary>Creates a topic and waits until it can be used.</summary>
    /// <param name="topic">The topic to create.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when a topic of this name already exists; it is left unchanged.</returns>
    /// <exception cref="ArgumentException">The name violates the rule of <see cref="TopicName"/>, or the partition count is less than 1.</exception>
    /// <exception cref="RecordLogUnavailableException">The log did not answer.</exception>
    Task<bool> CreateTopicAsync(TopicSpecification topic, CancellationToken cancellationToken = default);

    /// <summary>Deletes a topic and all its records.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when the topic did not exist.</returns>
    Task<bool> DeleteTopicAsync(string topic, CancellationToken cancellationToken = default);

    /// <summary>Deletes the records before an offset.</summary>
    /// <param name="before">The offset that becomes the oldest in the partition.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the records are deleted.</returns>
    Task DeleteRecordsAsync(TopicPartitionOffset before, CancellationToken cancellationToken = default);
}
