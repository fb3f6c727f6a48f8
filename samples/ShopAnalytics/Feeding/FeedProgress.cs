namespace ShopAnalytics.Feeding;

/// <summary>How much of a source is in the log.</summary>
/// <param name="Records">How many records, from the first one ever.</param>
/// <param name="LastMs">How far the source's own clock is.</param>
internal readonly record struct FeedProgress(long Records, long LastMs);
