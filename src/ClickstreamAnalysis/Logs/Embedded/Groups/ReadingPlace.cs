namespace ClickstreamAnalysis.Logs.Embedded.Groups;

/// <summary>Where a consumer reads on: where it stands, else where its group stands, and if that is not in the partition, by its policy.</summary>
internal static class ReadingPlace
{
    /// <summary>Finds the place.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="wanted">Where the consumer or its group stands; null when neither has a place.</param>
    /// <param name="holds">What the partition holds.</param>
    /// <param name="readableEnd">Where reading stops now.</param>
    /// <param name="reset">The policy.</param>
    /// <param name="log">The log, for the message.</param>
    /// <exception cref="OffsetOutOfRangeException">There is no such place, and the policy is to fail.</exception>
    public static long Find(TopicPartition partition, long? wanted, OffsetRange holds, long readableEnd, OffsetReset reset, IRecordLog log) =>
        wanted is { } offset && offset >= holds.Start && offset <= holds.End
            ? offset
            : reset switch
            {
                OffsetReset.Earliest => holds.Start,
                OffsetReset.Latest => readableEnd,
                _ => throw new OffsetOutOfRangeException(
                    $"Reading {partition} of the {log.Description} cannot start at {wanted?.ToString() ?? "a committed offset, there is none"}: " +
                    $"it holds {holds.Start} to {holds.End}. Seek to an offset in it, or choose a reset policy."),
            };
}
