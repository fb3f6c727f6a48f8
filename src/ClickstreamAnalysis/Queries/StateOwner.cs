namespace ClickstreamAnalysis;

/// <summary>The instance that has a partition of a store, as far as the instance that was asked knows. Immutable.</summary>
public sealed record StateOwner
{
    internal StateOwner(string store)
    {
        Store = store;
    }

    /// <summary>The store.</summary>
    public string Store { get; }

    /// <summary>
    /// The partition: of a key by Kafka's default partitioner. Null before the application has started, when the number of partitions is not known yet.
    /// </summary>
    public int? Partition { get; internal init; }

    /// <summary>The task of the partition, as sub-topology and partition: <c>0_3</c>. Null before the application has started.</summary>
    public string? TaskId { get; internal init; }

    /// <summary>Where the partition is.</summary>
    public StateOwnerStatus Status { get; internal init; }

    /// <summary>
    /// The <see cref="StreamsOptions.AdvertisedAddress"/> of the owner; null when the owner is unknown, and when this instance has the partition and no
    /// address.
    /// </summary>
    public Uri? Address { get; internal init; }

    /// <summary>The id of the owner, as in <see cref="StreamsOptions.InstanceId"/>; null when the owner is unknown.</summary>
    public string? InstanceId { get; internal init; }

    /// <summary>When the owner got into this status, by its clock, in UTC; null when the owner is unknown.</summary>
    public DateTimeOffset? Since { get; internal init; }

    /// <summary>The status in one sentence, with what to do when the owner cannot answer. Contains no key.</summary>
    /// <returns>The sentence.</returns>
    public override string ToString() => Status switch
    {
        StateOwnerStatus.Here => $"This instance has partition {Partition} of the store '{Store}'.",
        StateOwnerStatus.Elsewhere => $"Instance '{InstanceId}' at {Address} has partition {Partition} of the store '{Store}'.",
        StateOwnerStatus.RestoringHere => $"This instance restores partition {Partition} of the store '{Store}'. Ask again soon.",
        StateOwnerStatus.RestoringElsewhere => $"Instance '{InstanceId}' at {Address} restores partition {Partition} of the store '{Store}'. Ask again soon.",
        _ => Partition is null
            ? $"The owner of the store '{Store}' is unknown because the application has not started. Ask again when StreamsApplication.State is Running."
            : $"The owner of partition {Partition} of the store '{Store}' is unknown: the partition is moving, or its instance has no AdvertisedAddress. Ask again soon.",
    };
}
