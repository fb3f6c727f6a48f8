namespace ClickstreamAnalysis;

/// <summary>An instance of an application, as another one knows it. Immutable.</summary>
/// <param name="Id">The id, as in <see cref="StreamsOptions.InstanceId"/>.</param>
/// <param name="Address">Its <see cref="StreamsOptions.AdvertisedAddress"/>; null when this is the instance that was asked, and has none.</param>
/// <param name="IsThis">Whether this is the instance that was asked.</param>
/// <param name="Tasks">Its tasks, as sub-topology and partition, in their order: those that run and those that are being restored.</param>
public sealed record StreamsInstance(string Id, Uri? Address, bool IsThis, IReadOnlyList<string> Tasks);
