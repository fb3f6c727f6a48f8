namespace ShopAnalytics.Results;

/// <summary>The number of users who reached a step.</summary>
internal readonly record struct FunnelStepUsers(string Name, long Users);
