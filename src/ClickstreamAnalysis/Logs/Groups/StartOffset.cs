namespace ClickstreamAnalysis.Logs;

/// <summary>
/// Chooses where a consumer starts: at its position, else at the committed offset of its group. If that offset is not in the log, the
/// reset policy decides.
/// </summary>
public static class StartOffset
{
    /// <summary>Chooses the start offset of a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="wanted">The position of the consumer or the committed offset of its group; null when there is neither.</param>
    /// <param name="held">The offsets that the partition contains.</param>
    /// <param name="readableEnd">The current exclusive end for readers.</param>
    /// <param name="reset">The reset policy.</param>
    /// <param name="logDescription">The description of the log, for the message.</param>
    /// <returns>The start offset.</returns>
    /// <exception cref="OffsetOutOfRangeException"><paramref name="wanted"/> is not in the partition, and the policy is to fail.</exception>
    public static long Choose(TopicPartition partition, long? wanted, OffsetRange held, long readableEnd, OffsetReset reset, string logDescription) =>
        wanted is { } offset && offset >= held.Start && offset <= held.End
            ? offset
            : reset switch
            {
                OffsetReset.Earliest => held.Start,
                OffsetReset.Latest => readableEnd,
                _ => throw new OffsetOutOfRangeException(
                    $"Reading {partition} of the {logDescription} cannot start at {wanted?.ToString() ?? "a committed offset, there is none"}: " +
                    $"it holds {held.Start} to {held.End}. Seek to an offset in it, or choose a reset policy.")
                {
                    Topic = partition.Topic,
                    Partition = partition.Partition,
                    Offset = wanted,
                    Range = held,
                },
            };
}
