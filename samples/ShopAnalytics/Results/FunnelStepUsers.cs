namespace ShopAnalytics.Results;

/// <summary>How many users reached a step.</summary>
internal readonly record struct FunnelStepUsers(string Name, long Users);
