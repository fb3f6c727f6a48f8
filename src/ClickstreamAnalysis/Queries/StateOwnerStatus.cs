namespace ClickstreamAnalysis;

/// <summary>Where a partition of a store is, as far as an instance knows.</summary>
public enum StateOwnerStatus
{
    /// <summary>
    /// Nobody has announced the partition: it is moving, its instance has no <see cref="StreamsOptions.AdvertisedAddress"/>, or this instance has not
    /// read the announcements yet. Ask again soon.
    /// </summary>
    Unknown,

    /// <summary>This instance has the partition and can answer: <see cref="StreamsApplication.QueryAsync(CancellationToken)"/>.</summary>
    Here,

    /// <summary>Another instance has the partition and can answer, at <see cref="StateOwner.Address"/>.</summary>
    Elsewhere,

    /// <summary>This instance has the partition and is restoring its state. Ask again soon.</summary>
    RestoringHere,

    /// <summary>Another instance has the partition and is restoring its state. Ask again soon.</summary>
    RestoringElsewhere,
}
