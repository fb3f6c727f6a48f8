namespace ClickstreamAnalysis.Logs;

/// <summary>Administers topics. Thread-safe.</summary>
public interface ILogAdmin
{
    /// <summary>Looks up a topic.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The topic, or null when there is none.</returns>
    /// <exception cref="RecordLogUnavailableException">No answer.</exception>
    Task<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default);

    /// <summary>Asks how large a record of a topic may be.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// The most bytes of key, value and headers together, before compression, that a producer of this log can write; null when there is
    /// no such topic, or the log does not tell this client.
    /// </returns>
    /// <exception cref="RecordLogUnavailableException">No answer.</exception>
    Task<int?> QueryMaxRecordBytesAsync(string topic, CancellationToken cancellationToken = default);

    /// <summary>Looks up whether a topic keeps the newest value of every key for ever, as a changelog must.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when it removes records by age or size, or when there is no such topic.</returns>
    /// <exception cref="RecordLogUnavailableException">No answer.</exception>
    Task<bool> IsCompactedAsync(string topic, CancellationToken cancellationToken = default);

    /// <summary>Creates a topic, and returns once it can be used.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when a topic of this name was there already; it is left as it is.</returns>
    /// <exception cref="ArgumentException">The name breaks the rule of <see cref="TopicName"/>, or there is less than one partition.</exception>
    /// <exception cref="RecordLogUnavailableException">No answer.</exception>
    Task<bool> CreateTopicAsync(TopicSpecification topic, CancellationToken cancellationToken = default);

    /// <summary>Deletes a topic with all that it holds.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when there was no such topic.</returns>
    Task<bool> DeleteTopicAsync(string topic, CancellationToken cancellationToken = default);

    /// <summary>Removes the records before an offset.</summary>
    /// <param name="before">The offset that becomes the oldest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when it is done.</returns>
    Task DeleteRecordsAsync(TopicPartitionOffset before, CancellationToken cancellationToken = default);
}
