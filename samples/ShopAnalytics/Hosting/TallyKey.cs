namespace ShopAnalytics.Hosting;

/// <summary>Identifies a count of a task.</summary>
internal readonly record struct TallyKey(string Tally, string Task, string Name);
