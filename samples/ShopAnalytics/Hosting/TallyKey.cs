namespace ShopAnalytics.Hosting;

/// <summary>Which count of which task.</summary>
internal readonly record struct TallyKey(string Tally, string Task, string Name);
