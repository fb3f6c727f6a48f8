namespace ShopAnalytics.Feeding;

/// <summary>The part of a source that is in the log.</summary>
/// <param name="Records">The number of records from the beginning of the source.</param>
/// <param name="LastMs">The time of the source's own clock, in milliseconds since 1970.</param>
internal readonly record struct FeedProgress(long Records, long LastMs);
