namespace ClickstreamAnalysis.Logs;

/// <summary>Chooses where a consumer starts: at its position, else at its group's committed offset, and by its policy when that is not in the log.</summary>
public static class StartOffset
{
    /// <summary>Chooses the offset.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="wanted">The position of the consumer or its group; null when neither has one.</param>
    /// <param name="held">The offsets that the partition holds.</param>
    /// <param name="readableEnd">Where reading stops now.</param>
    /// <param name="reset">The policy.</param>
    /// <param name="logDescription">The log, for the message.</param>
    /// <returns>The offset.</returns>
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
